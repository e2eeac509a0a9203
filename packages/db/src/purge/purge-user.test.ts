import { setImmediate as turn } from 'node:timers/promises';
import { limits, newId } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { dialects, setupStore, type TestStore } from '../testing/index.ts';
import { applied, change, creation, move, write, writeAll } from '../testing/tasks.ts';
import { oldRowsOf, type OldRows, type Owner } from './old-rows.ts';
import { purgeUser } from './purge-user.ts';

const day = 24 * 60 * 60 * 1000;
const hundred = Array.from({ length: 100 }, (_, index) => index);

for (const dialect of dialects) {
  describe(dialect, () => {
    it('purges a task after more than 30 days in the trash: nothing of it is left, and its place in the quota is free', async () => {
      await using world = await setupStore(dialect, { quota: 2 });
      const { store, clock } = world;
      const ada = await world.principal();
      const kept = await applied(store, ada, creation({ title: 'kept' }));
      const { id } = await applied(store, ada, creation({ title: 'secret' }));
      const gone = await applied(store, ada, move('delete', id));
      clock.now = Date.parse(gone.updatedAt) + limits.trashDays * day;
      expect(await purge(world, ada)).toEqual({ tasks: 0, changes: 0, outcomes: 0 });
      expect((await store.history(ada, { id, limit: 10 })).changes).toHaveLength(2);
      clock.now += 1;
      expect(await purge(world, ada)).toEqual({ tasks: 1, changes: 2, outcomes: 0 });

      const refusal = { reason: 'TASK_NOT_FOUND', details: { id } };
      await expect(store.byId(ada, { id })).rejects.toMatchObject({ refusal });
      await expect(store.history(ada, { id, limit: 10 })).rejects.toMatchObject({ refusal });
      for (const mutation of [change(id, { title: 'x' }), move('restore', id), move('delete', id)])
        expect(await write(store, ada, mutation)).toEqual({ refusal });
      expect((await store.list(ada, { deleted: true, order: 'newest', limit: 10 })).tasks).toEqual([]);
      expect((await store.list(ada, { deleted: false, order: 'newest', limit: 10 })).tasks).toEqual([kept]);
      expect(await store.count(ada)).toEqual({ open: 1, complete: 0, deleted: 0 });
      await applied(store, ada, creation());
      expect(await write(store, ada, creation())).toMatchObject({ refusal: { reason: 'QUOTA_EXCEEDED' } });
      expect(await numberOf(world, 'changes', ada)).toBe(2);
    });

    it("leaves alone what lives, what was restored, what went to the trash lately, and whatever is somebody else's", async () => {
      await using world = await setupStore(dialect);
      const { store, clock } = world;
      const [ada, eve] = [await world.principal(), await world.principal()];
      const ids = [newId(), newId(), newId()];
      for (const owner of [ada, eve]) {
        await writeAll(store, owner, [
          ...ids.map((id) => creation({ id, mutationId: newId() })),
          ...ids.slice(1).map((id) => move('delete', id)),
        ]);
      }
      await applied(store, ada, move('restore', ids[1] ?? ''));
      clock.now += 20 * day;
      await applied(store, ada, move('delete', ids[0] ?? ''));
      clock.now += 11 * day;
      expect(await purge(world, ada)).toEqual({ tasks: 1, changes: 2, outcomes: 0 });
      expect(await store.count(ada)).toEqual({ open: 1, complete: 0, deleted: 1 });
      expect((await store.history(ada, { id: ids[1] ?? '', limit: 10 })).changes).toHaveLength(3);
      expect(await store.count(eve)).toEqual({ open: 1, complete: 0, deleted: 2 });
      expect(await numberOf(world, 'changes', eve)).toBe(5);
      expect(await numberOf(world, 'mutations', eve)).toBe(5);
    });

    it('purges a change after more than 365 days, and the task that it is of stays as it is', async () => {
      await using world = await setupStore(dialect);
      const { store, clock } = world;
      const ada = await world.principal();
      const { id } = await applied(store, ada, creation({ title: 'a' }));
      const second = await applied(store, ada, change(id, { title: 'b' }));
      clock.now += 10 * day;
      const third = await applied(store, ada, change(id, { title: 'c' }));
      const left = async () =>
        (await store.history(ada, { id, limit: 10 })).changes.map(({ after }) => after.title).join('');
      clock.now = Date.parse(second.updatedAt) + limits.historyDays * day;
      expect(await purge(world, ada)).toMatchObject({ tasks: 0, changes: 1 });
      expect(await left()).toBe('cb');
      clock.now += 1;
      expect(await purge(world, ada)).toMatchObject({ tasks: 0, changes: 1 });
      expect(await left()).toBe('c');
      clock.now += 11 * day;
      expect(await purge(world, ada)).toMatchObject({ tasks: 0, changes: 1 });
      expect(await store.history(ada, { id, limit: 10 })).toEqual({ changes: [], nextCursor: null });
      expect(await store.byId(ada, { id })).toEqual(third);
    });

    it('finds old changes behind one that a wrong clock dated into the future', async () => {
      await using world = await setupStore(dialect);
      const { store, clock } = world;
      const ada = await world.principal();
      clock.now += 1000 * day;
      const early = await applied(store, ada, creation({ id: newId(clock.now) }));
      clock.now -= 1000 * day;
      const task = await applied(store, ada, creation());
      clock.now += 366 * day;
      expect(await purge(world, ada)).toMatchObject({ changes: 1 });
      expect((await store.history(ada, { id: early.id, limit: 10 })).changes).toHaveLength(1);
      expect((await store.history(ada, { id: task.id, limit: 10 })).changes).toEqual([]);
    });

    it('forgets an outcome a day after its mutation id expired, so that a retry is never run again', async () => {
      await using world = await setupStore(dialect);
      const { store, clock } = world;
      const ada = await world.principal();
      const sent = creation({ id: newId(clock.now) });
      const renamed = { ...change(sent.id, { title: 'renamed' }), mutationId: newId(clock.now) };
      await writeAll(store, ada, [sent, renamed]);
      await applied(store, ada, { ...change(sent.id, { title: 'later' }), mutationId: newId(clock.now) });
      clock.now += (limits.mutationDays + 1) * day;
      expect(await purge(world, ada)).toMatchObject({ outcomes: 0 });
      expect((await applied(store, ada, renamed)).title).toBe('renamed');
      clock.now += 1;
      expect(await purge(world, ada)).toMatchObject({ outcomes: 3 });
      for (const retry of [sent, renamed]) {
        const expired = { reason: 'MUTATION_EXPIRED', details: { mutationId: retry.mutationId } };
        expect(await write(store, ada, retry)).toEqual({ refusal: expired });
      }
      expect((await store.byId(ada, sent)).title).toBe('later');
      expect(await store.count(ada)).toEqual({ open: 1, complete: 0, deleted: 0 });
    });

    it('keeps an outcome while either its id or its answer is young', async () => {
      await using world = await setupStore(dialect);
      const { store, clock } = world;
      const ada = await world.principal();
      const future = creation({ id: newId(clock.now + 50 * day) });
      await applied(store, ada, future);
      const late = creation({ id: newId(clock.now) });
      clock.now += 89 * day;
      const answered = await applied(store, ada, late);
      clock.now += 3 * day; // the future's answer and the late id are old now
      expect(await purge(world, ada)).toMatchObject({ outcomes: 0 });
      expect(await applied(store, ada, late)).toEqual(answered);
      expect(await write(store, ada, future)).toHaveProperty('tasks');
      clock.now += 50 * day;
      expect(await purge(world, ada)).toMatchObject({ outcomes: 1 });
      clock.now += 50 * day;
      expect(await purge(world, ada)).toMatchObject({ outcomes: 1 });
    });

    it('purges more than a batch of each, and a task whose history alone is more than one', async () => {
      await using world = await setupStore(dialect);
      const { store, clock } = world;
      const ada = await world.principal();
      const kept = await applied(store, ada, creation({ id: newId(clock.now) }));
      const long = await applied(store, ada, creation({ id: newId(clock.now) }));
      const mutationId = () => newId(clock.now);
      for (const round of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
        const edits = hundred.map((n) => ({
          ...change(long.id, { title: `${round} ${n}` }),
          mutationId: mutationId(),
        }));
        await writeAll(store, ada, edits);
      }
      await applied(store, ada, { ...move('delete', long.id), mutationId: mutationId() });
      for (const round of ['1', '2', '3']) {
        const made = hundred.map(() => creation({ id: mutationId() }));
        const ids = made.map(({ id }) => id);
        await writeAll(store, ada, made);
        for (const title of ['a', 'b', 'c', 'd', 'e'])
          await write(store, ada, {
            type: 'updateMany',
            mutationId: mutationId(),
            ids,
            patch: { title: title + round },
          });
        await write(store, ada, { type: 'deleteMany', mutationId: mutationId(), ids });
      }
      clock.now += 92 * day;
      const { rows, sizes } = recorded(oldRowsOf(world.database));
      expect(await purgeUser(rows, ada, clock.now)).toEqual({
        tasks: 301,
        changes: 1102 + 2100,
        outcomes: 2 + 1101 + 318,
      });
      for (const [kind, size] of sizes) expect(size).toBeLessThanOrEqual(kind === 'tasks' ? 100 : 500);
      expect(await store.count(ada)).toEqual({ open: 1, complete: 0, deleted: 0 });
      expect(await numberOf(world, 'tasks', ada)).toBe(1);
      expect(await numberOf(world, 'changes', ada)).toBe(1);
      expect(await numberOf(world, 'mutations', ada)).toBe(0);
      for (const round of hundred.slice(0, 12)) {
        const edits = hundred.map((n) => ({
          ...change(kept.id, { title: `${round} ${n}` }),
          mutationId: mutationId(),
        }));
        await writeAll(store, ada, edits);
      }
      clock.now += 366 * day;
      expect(await purge(world, ada)).toEqual({ tasks: 0, changes: 1201, outcomes: 1200 });
    });

    it('lets others have their turn between two batches', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      for (const _ of [1, 2, 3]) {
        const made = hundred.map(() => creation());
        await writeAll(world.store, ada, made);
        await write(world.store, ada, { type: 'deleteMany', mutationId: newId(), ids: made.map(({ id }) => id) });
      }
      world.clock.now += 31 * day;
      const purging = { ended: false };
      const purged = purge(world, ada).finally(() => (purging.ended = true));
      const seen = new Set<number>();
      for (; !purging.ended; await turn()) seen.add((await world.store.count(ada)).deleted);
      expect((await purged).tasks).toBe(300);
      expect([...seen]).toEqual(expect.arrayContaining([200, 100]));
    });

    it('ends between two batches when it is told to, with counts that are right', async () => {
      await using world = await setupStore(dialect);
      const { store, clock } = world;
      const ada = await world.principal();
      for (const _ of [1, 2]) {
        const made = hundred.map(() => creation());
        await writeAll(store, ada, made);
        await write(store, ada, { type: 'deleteMany', mutationId: newId(), ids: made.map(({ id }) => id) });
      }
      clock.now += 31 * day;
      const signal = AbortSignal.abort();
      expect(await purgeUser(oldRowsOf(world.database), ada, clock.now, signal)).toMatchObject({ tasks: 100 });
      expect(await store.count(ada)).toEqual({ open: 0, complete: 0, deleted: 100 });
      expect(await purge(world, ada)).toMatchObject({ tasks: 100, changes: 200 });
    });
  });
}

function purge({ database, clock }: TestStore, owner: Owner) {
  return purgeUser(oldRowsOf(database), owner, clock.now);
}

async function numberOf({ database }: TestStore, table: string, { userId }: Owner): Promise<number> {
  return (await database.kysely().selectFrom(table).select('user_id').where('user_id', '=', userId).execute()).length;
}

/** The same, and how many rows went in each transaction. */
function recorded(rows: OldRows): { rows: OldRows; sizes: [string, number][] } {
  const sizes: [string, number][] = [];
  const note = (kind: string, size: number) => {
    sizes.push([kind, size]);
    return size;
  };
  return {
    sizes,
    rows: {
      ...rows,
      deleteChanges: async (...args) => note('changes', await rows.deleteChanges(...args)),
      deleteOutcomes: async (...args) => note('outcomes', await rows.deleteOutcomes(...args)),
      async deleteTasks(...args) {
        const { tasks, changes } = await rows.deleteTasks(...args);
        return { tasks: note('tasks', tasks), changes: note('changes', changes) };
      },
    },
  };
}
