import { setImmediate as nextTurn } from 'node:timers/promises';
import { limits, newId, parseCursor, type Task } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../principal.ts';
import { dialects, setupStore } from '../testing/index.ts';
import { applied, change, creation, move, write, writeAll } from '../testing/tasks.ts';
import { createTaskStore } from './create-task-store.ts';
import type { TaskStore } from './task-store.ts';

for (const dialect of dialects) {
  describe(`${dialect}: a pull`, () => {
    it('from nothing gives every task as it is, in the order of the last changes, and where to go on', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const [first, second, third] = await creations(world.store, ada, 3);
      const renamed = await applied(world.store, ada, change(first!.id, { title: 'renamed' }));
      await applied(world.store, ada, move('delete', second!.id));
      const page = await world.store.pull(ada, { cursor: null, limit: 10 });
      expect(page).toEqual({
        reset: false,
        tasks: [third, renamed],
        deletedIds: [second!.id],
        cursor: expect.stringMatching(/^[0-9a-f]{16}\.5$/),
        hasMore: false,
      });
      expect(await world.store.position(ada)).toBe(page.cursor);
    });

    it('from a cursor gives what changed since, each task once', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const [task] = await creations(world.store, ada, 3);
      const cursor = await world.store.position(ada);
      expect(await world.store.pull(ada, { cursor, limit: 10 })).toMatchObject({ tasks: [], deletedIds: [], cursor });
      await applied(world.store, ada, change(task!.id, { title: 'one' }));
      const latest = await applied(world.store, ada, change(task!.id, { title: 'two' }));
      const page = await world.store.pull(ada, { cursor, limit: 10 });
      expect(page).toMatchObject({ tasks: [latest], deletedIds: [], hasMore: false });
      expect(await world.store.pull(ada, { cursor: page.cursor, limit: 10 })).toMatchObject({ tasks: [] });
    });

    it('in pages of every size comes to the same tasks, without a gap or a repeat', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const tasks = await creations(world.store, ada, 7);
      await applied(world.store, ada, move('delete', tasks[3]!.id));
      for (const limit of [1, 2, 3, 7, 8]) {
        const { seen, deletedIds, pages } = await pullAll(world.store, ada, limit);
        expect([seen.map(({ id }) => id), deletedIds]).toEqual([
          tasks.filter((_, index) => index !== 3).map(({ id }) => id),
          [tasks[3]!.id],
        ]);
        expect(pages).toBe(Math.ceil(7 / limit));
      }
    });

    it('ends a page early when its texts are long, and misses nothing by it', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const description = '\u{1F600}'.repeat(limits.description.max);
      for (let batch = 0; batch < 10; batch++)
        await writeAll(
          world.store,
          ada,
          Array.from({ length: 100 }, () => creation({ description })),
        );
      const first = await world.store.pull(ada, { cursor: null, limit: limits.pull.max });
      expect([first.hasMore, first.tasks.length > 300, JSON.stringify(first).length < 1_500_000]).toEqual([
        true,
        true,
        true,
      ]);
      expect((await pullAll(world.store, ada, limits.pull.max)).seen).toHaveLength(1_000);
    });

    it('gives a row that changes while a snapshot is read again, so that it ends at the newest', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const [first] = await creations(world.store, ada, 4);
      const start = await world.store.pull(ada, { cursor: null, limit: 2 });
      const newest = await applied(world.store, ada, change(first!.id, { title: 'meanwhile' }));
      const rest = await world.store.pull(ada, { cursor: start.cursor, limit: 10 });
      expect(rest.tasks.at(-1)).toEqual(newest);
    });

    it('shows nobody the tasks of another user', async () => {
      await using world = await setupStore(dialect);
      const [ada, eve] = [await world.principal(), await world.principal()];
      await creations(world.store, ada, 3);
      expect(await world.store.pull(eve, { cursor: null, limit: 10 })).toMatchObject({ tasks: [], deletedIds: [] });
      const cursor = await world.store.position(ada);
      expect(await world.store.pull(eve, { cursor, limit: 10 })).toMatchObject({ reset: true, tasks: [] });
    });

    it('answers reset to a cursor of another epoch, beyond the head, behind what was purged, or that is not one', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      await creations(world.store, ada, 3);
      const { epoch } = parseCursor(await world.store.position(ada))!;
      const pull = async (cursor: string) => (await world.store.pull(ada, { cursor, limit: 10 })).reset;
      expect(await Promise.all([`${epoch}.0`, `${epoch}.3`].map(pull))).toEqual([false, false]);
      expect(
        await Promise.all([`0${epoch}.1`, `${epoch}.4`, 'nonsense', `${epoch}.999999999999999`].map(pull)),
      ).toEqual([true, true, true, true]);
      await world.database.kysely().updateTable('heads').set({ purged: 2 }).execute();
      expect(await Promise.all([1, 2, 3].map((seq) => pull(`${epoch}.${seq}`)))).toEqual([true, false, false]);
      // A snapshot that began after the purge need not hear of what is gone.
      const { seen } = await pullAll(world.store, ada, 1);
      expect(seen).toHaveLength(3);
      await world.database.kysely().updateTable('epochs').set({ epoch: 'another' }).execute();
      expect(await pull(`${epoch}.3`)).toBe(true);
    });
  });

  describe(`${dialect}: a write`, () => {
    it('answers with the cursor up to which one has to read to see it, be it one or several, applied, settled or repeated', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const made = creation();
      const at = async (...mutations: Parameters<TaskStore['write']>[1]) => {
        const { cursor, settled } = await world.store.write(ada, mutations);
        expect(cursor).toBe(await world.store.position(ada));
        return [parseCursor(cursor)?.seq, ...settled.map(({ duplicate }) => duplicate)];
      };
      expect(await at(made)).toEqual([1, false]);
      expect(await at(creation())).toEqual([2, false]);
      expect(await at(made)).toEqual([2, true]);
      const renamed = change(made.id, { title: 'renamed' });
      expect(await at(renamed)).toEqual([3, false]);
      expect(await at(change(made.id, { title: 'renamed' }))).toEqual([3, false]); // settled
      expect(await at(change(newId(), { title: 'x' }))).toEqual([3, false]); // refused
      expect(await at({ ...renamed, patch: { title: 'reused' } })).toEqual([3, false]);
      expect(await at(creation(), renamed, move('delete', made.id))).toEqual([5, false, true, false]);
      expect(await at(move('restore', made.id))).toEqual([6, false]);
    });

    it('is told once it is committed when it changed something, or may have done so before', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const told: string[] = [];
      const store = createTaskStore(world.database, { onWrite: (userId) => told.push(userId) });
      const made = creation();
      const telling = async (...mutations: Parameters<TaskStore['write']>[1]) => {
        await writeAll(store, ada, mutations);
        return told.splice(0).length;
      };
      expect(await telling(made)).toBe(1);
      expect(await telling(made)).toBe(1);
      expect(await telling(change(made.id, { title: made.title }))).toBe(0);
      expect(await telling(change(newId(), { title: 'x' }))).toBe(0);
      expect(await telling(creation(), creation())).toBe(1);
      expect(await telling(change(newId(), { title: 'x' }), change(newId(), { title: 'x' }))).toBe(0);
    });
  });

  it(`${dialect}: who pulls without pause while fifty write misses nothing, sees nothing twice and nothing out of order`, async () => {
    await using world = await setupStore(dialect);
    const ada = await world.principal();
    const shared = await creations(world.store, ada, 3);
    let writing = true;
    const follower = follow(world.store, ada, () => writing);
    await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        const own = creation({ title: `${n}` });
        await write(world.store, ada, own);
        await writeAll(world.store, ada, [
          change(own.id, { complete: true }),
          change(shared[n % 3]!.id, { title: `${n}` }),
        ]);
        await write(world.store, ada, n % 2 ? move('delete', own.id) : change(own.id, { title: `${n} again` }));
      }),
    );
    writing = false;
    const { base, seqs } = await follower;
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(new Set(seqs).size).toBe(seqs.length);
    const { seen } = await pullAll(world.store, ada, limits.pull.max);
    expect(base).toEqual(new Map(seen.map((task) => [task.id, task])));
  });
}

async function creations(store: TaskStore, principal: Principal, count: number): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let n = 0; n < count; n++) tasks.push(await applied(store, principal, creation({ title: `task ${n}` })));
  return tasks;
}

async function pullAll(store: TaskStore, principal: Principal, limit: number) {
  const seen: Task[] = [];
  const deletedIds: string[] = [];
  let pages = 0;
  for (let cursor: string | null = null, more = true; more; pages++) {
    const page = await store.pull(principal, { cursor, limit });
    if (page.reset) throw new Error('Reset in the middle');
    seen.push(...page.tasks);
    deletedIds.push(...page.deletedIds);
    ({ cursor, hasMore: more } = page);
  }
  return { seen, deletedIds, pages };
}

/** Pulls as fast as it can, in small pages, until nobody writes and there is no more. */
async function follow(store: TaskStore, principal: Principal, isWriting: () => boolean) {
  const base = new Map<string, Task>();
  const seqs: number[] = [];
  for (let cursor: string | null = null; ;) {
    const last = !isWriting();
    const page = await store.pull(principal, { cursor, limit: 5 });
    if (page.reset) throw new Error('Reset in the middle');
    for (const task of page.tasks) base.set(task.id, task);
    for (const id of page.deletedIds) base.delete(id);
    if (page.cursor !== cursor) seqs.push(parseCursor(page.cursor)!.seq);
    cursor = page.cursor;
    if (last && !page.hasMore) return { base, seqs };
    await nextTurn(); // as a program across a line would: on SQLite a read gives nobody else a turn
  }
}
