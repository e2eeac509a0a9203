import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@typedo/contract';
import type { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { dialects, setupStore } from '../testing/index.ts';
import { applied, change, creation, move, write, writeAll } from '../testing/tasks.ts';

const fifty = Array.from({ length: 50 }, (_, index) => index);

for (const dialect of dialects) {
  describe(dialect, () => {
    it('lets one of two racing conditional writers win and shows the other the task of the winner', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const task = await applied(world.store, ada, creation({ title: 'start' }));
      const was = { updatedAt: task.updatedAt };
      const outcomes = await Promise.all(
        fifty.map((n) => write(world.store, ada, change(task.id, { title: `writer ${n}` }, was))),
      );
      const [winner, ...others] = outcomes.filter(({ tasks }) => tasks);
      expect(others).toEqual([]);
      const refusal = { reason: 'TASK_CHANGED', details: { task: winner?.tasks?.[0] } };
      expect(outcomes.filter((outcome) => outcome !== winner)).toEqual(fifty.slice(1).map(() => ({ refusal })));
    });

    it('gives fifty racing retries of one mutation one effect and equal answers', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const made = creation();
      const created = await Promise.all(fifty.map(() => write(world.store, ada, made)));
      expect(new Set(created.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
      for (const mutation of [
        change(made.id, { title: 'once' }),
        move('delete', made.id),
        move('restore', made.id),
        change(newId(), { title: 'never' }),
      ]) {
        const outcomes = await Promise.all(fifty.map(() => write(world.store, ada, mutation)));
        expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
      }
      expect((await world.store.history(ada, { id: made.id, limit: 100 })).changes).toHaveLength(4);
    });

    it('gives one of fifty racing creates the id', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const id = newId();
      const outcomes = await Promise.all(
        fifty.map((n) => write(world.store, ada, creation({ id, mutationId: newId(), title: `${n}` }))),
      );
      expect(outcomes.filter(({ tasks }) => tasks)).toHaveLength(1);
      expect(outcomes.filter(({ refusal }) => refusal?.reason === 'TASK_ID_TAKEN')).toHaveLength(49);
    });

    it('numbers the changes of fifty writers without a gap, single ones and batches, and counts them right', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const shared: string[] = [];
      for (const title of ['a', 'b', 'c', 'd']) shared.push((await applied(world.store, ada, creation({ title }))).id);
      await Promise.all(
        fifty.map(async (n) => {
          const own = await applied(world.store, ada, creation({ complete: n % 3 === 0 }));
          await writeAll(world.store, ada, [
            change(own.id, { complete: n % 2 === 0 }),
            change(shared[n % 4] ?? '', { title: `by ${n}` }),
          ]);
          await write(world.store, ada, {
            type: 'updateMany',
            mutationId: newId(),
            ids: n % 2 ? shared : shared.toReversed(),
            patch: { description: `${n}` },
          });
          await write(world.store, ada, move(n % 2 ? 'delete' : 'restore', own.id));
        }),
      );
      const db = world.database.kysely();
      const changes = await db
        .selectFrom('changes')
        .select('seq')
        .where('user_id', '=', ada.userId)
        .orderBy('seq')
        .execute();
      expect(changes.map(({ seq }) => Number(seq))).toEqual(changes.map((_, index) => index + 1));
      const head = await db.selectFrom('heads').selectAll().where('user_id', '=', ada.userId).executeTakeFirstOrThrow();
      expect(Number(head.seq)).toBe(changes.length);
      const tasks = await db.selectFrom('tasks').selectAll().where('user_id', '=', ada.userId).execute();
      const counted = (state: (task: (typeof tasks)[number]) => boolean) => tasks.filter(state).length;
      expect(await world.store.count(ada)).toEqual({
        open: counted((task) => !task.deleted_at && !task.complete),
        complete: counted((task) => !task.deleted_at && Boolean(task.complete)),
        deleted: counted((task) => Boolean(task.deleted_at)),
      });
    });

    it('loses no change that comes in one batch with a retry of its create', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      for (const _ of fifty.slice(20)) {
        const made = creation({ title: 'made' });
        const edit = change(made.id, { title: 'edited' });
        const [, batch] = await Promise.all([
          write(world.store, ada, made),
          writeAll(world.store, ada, [made, edit]),
          writeAll(world.store, ada, [made, edit]),
        ]);
        expect(batch.map(({ tasks }) => tasks?.[0]?.title)).toEqual(['made', 'edited']);
        expect(await world.store.byId(ada, { id: made.id })).toMatchObject({ title: 'edited' });
      }
    });

    it('gives one of several racing batches the id', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      for (const _ of fifty.slice(40)) {
        const id = newId();
        const batch = () => writeAll(world.store, ada, [creation(), creation({ id, mutationId: newId() })]);
        const outcomes = await Promise.all([batch(), batch(), batch(), batch()]);
        expect(outcomes.filter(([, second]) => second?.tasks)).toHaveLength(1);
      }
    });

    it('keeps a quota that is smaller than the number of connections, from the first task on', async () => {
      await using world = await setupStore(dialect, { quota: 2 });
      const ada = await world.principal();
      await Promise.all(fifty.map(() => world.store.count(ada))); // every connection is open now
      await Promise.all(fifty.map(() => write(world.store, ada, creation())));
      expect(await world.store.count(ada)).toEqual({ open: 2, complete: 0, deleted: 0 });
    });

    it('never exceeds the quota, however many create at once', async () => {
      await using world = await setupStore(dialect, { quota: 20 });
      const ada = await world.principal();
      await Promise.all(fifty.map(() => write(world.store, ada, creation())));
      expect(await world.store.count(ada)).toEqual({ open: 20, complete: 0, deleted: 0 });
    });
  });
}

describe('postgresql', () => {
  it('decides about the newest version of a task that another transaction is just changing', async () => {
    await using world = await setupStore('postgresql');
    const { database, store } = world;
    if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
    const ada = await world.principal();
    const task = await applied(store, ada, creation({ title: 'as I knew it' }));
    const other = await database.pool.connect();
    const set = (title: string) =>
      other.query(`with head as (update heads set seq = seq + 1 returning seq)
        update tasks set title = '${title}', seq = head.seq from head`);
    try {
      for (const mutation of [
        change(task.id, { complete: true }, { title: 'as I knew it' }),
        move('delete', task.id, { title: 'as I knew it' }),
      ]) {
        await other.query('begin');
        await set('theirs');
        const writing = write(store, ada, mutation);
        await someoneWaits(database.pool);
        await other.query('commit');
        expect(await writing).toEqual({
          refusal: { reason: 'TASK_CHANGED', details: { task: { ...task, title: 'theirs' } } },
        });
        await set('as I knew it');
      }
    } finally {
      other.release(true);
    }
  });
});

/** Resolves when a connection to this database waits for a lock. Asked outside a transaction, which would see one state only. */
async function someoneWaits(pool: Pool): Promise<void> {
  const sql = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await pool.query(sql)).rowCount === 0) await sleep(5);
}
