import { describe, expect, it } from 'vitest';
import type { Principal } from '../principal.ts';
import { dialects, setupStore } from '../testing/index.ts';
import { applied, change, creation, move } from '../testing/tasks.ts';
import type { TaskStore } from './task-store.ts';

for (const dialect of dialects) {
  describe(`export on ${dialect}`, () => {
    it('gives every task, the trash included, and every change, each once, on pages of any size', async () => {
      await using world = await setupStore(dialect);
      const { store, clock } = world;
      const [ada, eve] = [await world.principal(), await world.principal()];
      await applied(store, eve, creation({ title: 'not hers' }));
      const made = Array.from({ length: 7 }, (_, n) => creation({ title: `task ${n}` }));
      await store.write(ada, made);
      clock.now += 1_000;
      const [first, second] = [made[0]!.id, made[1]!.id];
      await applied(store, ada, change(first, { description: 'more', complete: true }));
      const { updatedAt } = await applied(store, ada, move('delete', second));
      for (const limit of [1, 3, 7, 100]) {
        const { tasks, changes, sizes } = await readAll(store, ada, limit);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(limit);
        const { tasks: living } = await store.list(ada, { deleted: false, order: 'oldest', limit: 100 });
        const trash = await store.byId(ada, { id: second });
        const expected = [...living.map((task) => ({ ...task, deletedAt: null })), { ...trash, deletedAt: updatedAt }];
        expect(tasks).toEqual(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
        expect(changes.map(({ kind, taskId }) => [kind, taskId])).toEqual([
          ...made.map(({ id }) => ['create', id]),
          ['update', first],
          ['delete', second],
        ]);
        const { changes: history } = await store.history(ada, { id: first, limit: 10 });
        expect(changes.filter(({ taskId }) => taskId === first)).toEqual(
          history.toReversed().map((one) => ({ ...one, taskId: first })),
        );
      }
    });

    it('is empty for an account that has done nothing, and refuses a cursor of anything else', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      expect(await readAll(world.store, ada, 10)).toEqual({ tasks: [], changes: [], sizes: [0, 0] });
      for (let n = 0; n < 2; n++) await applied(world.store, ada, creation());
      const { nextCursor } = await world.store.list(ada, { deleted: false, order: 'newest', limit: 1 });
      for (const cursor of [
        nextCursor!,
        'x',
        encoded(['tasks', 'x']),
        encoded(['changes', '1']),
        encoded(['changes', 1, 1]),
      ])
        await expect(world.store.export(ada, { cursor, limit: 1 })).rejects.toMatchObject({
          refusal: { reason: 'INVALID_INPUT' },
        });
    });
  });
}

async function readAll(store: TaskStore, owner: Principal, limit: number) {
  const all: Pick<Awaited<ReturnType<TaskStore['export']>>, 'tasks' | 'changes'> & { sizes: number[] } = {
    tasks: [],
    changes: [],
    sizes: [],
  };
  for (let cursor: string | undefined, more = true; more;) {
    const { tasks, changes, nextCursor } = await store.export(owner, { cursor, limit });
    all.tasks.push(...tasks);
    all.changes.push(...changes);
    all.sizes.push(tasks.length + changes.length);
    more = nextCursor !== null;
    cursor = nextCursor ?? undefined;
  }
  return all;
}

function encoded(parts: unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}
