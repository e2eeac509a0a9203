import { expect, it } from 'vitest';
import { Board } from './board.ts';
import { Keeper } from './keeper.ts';
import { memoryStorage } from './memory-storage.ts';
import { createOp, updateOp, type Op } from './op.ts';
import { Queue } from './queue.ts';

it('blames an op when another went through and it fails again, and nobody while others fail as well', async () => {
  const { queue, take, ops } = await setup(4);
  const [first, edit, second, third] = ops.map(({ mutationId }) => mutationId);
  const next = () => queue.next().map(({ mutationId }) => mutationId);
  const doubt = () => queue.doubted(queue.next());
  expect([next(), doubt()]).toEqual([[first, edit, second, third], 'soon']);
  expect([next(), doubt()]).toEqual([[first, edit], 'soon']);
  expect([next(), doubt()]).toEqual([[first], 'soon']);
  expect([next(), doubt()]).toEqual([[second], 'server']); // no other op of the same task goes before
  expect([next(), doubt()]).toEqual([[first], 'soon']);
  expect(next()).toEqual([third]);
  queue.passed(queue.next());
  await take(third);
  expect([next(), doubt()]).toEqual([[first], 'blame']);
  await take(first);
  expect(next()).toEqual([edit]);
});

it('blames nobody when the op goes through the next time, or is alone', async () => {
  const { queue, take, ops } = await setup(3);
  const [first, edit, second] = ops.map(({ mutationId }) => mutationId);
  for (let failures = 0; failures < 3; failures++) queue.doubted(queue.next());
  expect(queue.doubted(queue.next())).toBe('server');
  queue.doubted(queue.next());
  queue.passed(queue.next());
  await take(second);
  expect(queue.next()[0]?.mutationId).toBe(first);
  queue.passed(queue.next());
  await take(first);
  expect([queue.next().map(({ mutationId }) => mutationId), queue.doubted(queue.next())]).toEqual([[edit], 'alone']);
});

it('forgets the suspect that is refused for a reason of its own', async () => {
  const { queue, take } = await setup(3);
  for (let failures = 0; failures < 3; failures++) queue.doubted(queue.next());
  const [probe] = queue.next();
  queue.passed(queue.next());
  await take(probe?.mutationId);
  const op = queue.refused(queue.next());
  await take(op?.mutationId);
  expect(queue.next().map(({ mutationId }) => mutationId)).not.toContain(op?.mutationId);
});

/** A queue of so many ops, of which the first two are of one task. */
async function setup(count: number) {
  const keeper = new Keeper(memoryStorage(), new Board(), () => {});
  const queue = new Queue(keeper);
  const ops: Op[] = [];
  for (let order = 1; order <= count; order++) {
    const place = { order, now: 1e12 + order };
    const before = ops[0];
    ops.push(
      order === 2 && before ? updateOp(place, before.id, { title: 'new' }) : createOp(place, 'u', { title: 't' }),
    );
  }
  await keeper.write({ putOps: ops }, {});
  return {
    queue,
    ops,
    take: (mutationId = '') => keeper.settle(() => ({ removeOps: [mutationId] })),
  };
}
