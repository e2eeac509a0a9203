import { fieldDefaults, fieldsOf, newId, type Task } from '@typedo/contract';
import { expect, it } from 'vitest';
import { createTypedo } from '../client.ts';
import { memoryStorage } from './memory-storage.ts';
import { createOp } from './op.ts';
import { createReplica } from './replica.ts';
import type { Stored } from './storage.ts';

// What is kept of before a field was there lacks it: `description` stands for that field here.
const at = '2026-01-02T03:04:05.000Z';
const whole: Task = { id: newId(), userId: 'ada', ...fieldsOf({ title: 't' }), createdAt: at, updatedAt: at };
const cursor = 'e.1';

it('shows a row of before a field was there with its default, and reads all anew, once', async () => {
  const now = { ...whole, description: 'as the server has it' };
  await using device = await setup({ rows: [older(whole)] }, [now]);
  expect(device.first).toEqual([{ ...whole, ...fieldDefaults }]);
  await expect.poll(() => [...device.replica.tasks.values()]).toEqual([now]);
  await device.replica.synced();
  expect(device.asked).toEqual([{ cursor: null, limit: 1 }, { cursor: null }, { cursor }]);
});

it('reads on from where it was when its rows lack nothing', async () => {
  await using device = await setup({ rows: [whole] }, []);
  await expect.poll(() => device.asked).toEqual([{ cursor }]);
  expect([...device.replica.tasks.values()]).toEqual([whole]);
});

it('asks an older server for one task and not for all, shows what it told with the default, and reads all once it is renewed', async () => {
  const now = { ...whole, description: 'as the server has it' };
  const tasks = [older(whole)];
  await using device = await setup({ rows: [older(whole)] }, tasks);
  const probe = { cursor: null, limit: 1 };
  await expect.poll(() => device.asked).toEqual([probe, { cursor }]);
  expect([...device.replica.tasks.values()]).toEqual([whole]);
  tasks[0] = now;
  await device.replica.synced();
  expect(device.asked).toEqual([probe, { cursor }, probe, { cursor: null }]);
  expect([...device.replica.tasks.values()]).toEqual([now]);
});

it('shows a new task that an older program left in the outbox with the default', async () => {
  const op = createOp({ order: 1, now: Date.parse(at) }, 'ada', { title: 'unsent', description: 'd' });
  if (op.type !== 'create') throw new Error('Asked for a creation');
  await using device = await setup({ rows: [], ops: [{ ...op, task: older(op.task) }] }, []);
  expect(device.first).toEqual([{ ...op.task, description: null }]);
});

function older({ description: _, ...task }: Task): Task {
  return task as Task; // as an older program has it
}

/** A replica over what an older program kept, and a server that has these tasks, and a stream that tells nothing. */
async function setup(kept: Partial<Stored>, tasks: readonly Task[]) {
  const requests: { cursor?: unknown; limit?: unknown }[] = [];
  const storage = memoryStorage();
  await storage.commit({ putRows: kept.rows ?? [], putOps: kept.ops ?? [], cursor, isComplete: true });
  const typedo = createTypedo({
    url: 'http://localhost',
    apiKey: 'tdo_x',
    attempts: 1,
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (!url.pathname.endsWith('sync.pull')) return hung(init?.signal);
      const asked = JSON.parse(url.searchParams.get('input') ?? '{}') as { cursor?: unknown; limit?: unknown }; // our own client wrote it
      requests.push(asked);
      const data = { reset: false, tasks: asked.cursor === null ? tasks : [], deletedIds: [], cursor, hasMore: false };
      return Response.json({ result: { data } });
    },
  });
  const replica = createReplica({ typedo, storage, userId: 'ada', pauses: { first: 5, longest: 50, slow: 300 } });
  const seen = Promise.withResolvers<void>();
  replica.subscribe(() => seen.resolve());
  await seen.promise;
  return { replica, asked: requests, first: [...replica.tasks.values()], [Symbol.asyncDispose]: () => replica.close() };
}

function hung(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('over'))));
}
