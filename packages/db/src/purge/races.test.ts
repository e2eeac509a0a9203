import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { dialects, setupStore } from '../testing/index.ts';
import { applied, change, creation, move, write } from '../testing/tasks.ts';
import { oldRowsOf } from './old-rows.ts';
import { purgeUser } from './purge-user.ts';

const day = 24 * 60 * 60 * 1000;
const fifty = Array.from({ length: 50 }, (_, index) => index);

for (const dialect of dialects) {
  describe(dialect, () => {
    it('lets fifty writers restore, change, delete and create while it purges: heads count right, seqs have no gap', async () => {
      await using world = await setupStore(dialect);
      const { store, clock, database } = world;
      const ada = await world.principal();
      const made = Array.from({ length: 300 }, () => creation({ complete: true }));
      for (let from = 0; from < 300; from += 100) {
        const some = made.slice(from, from + 100);
        await store.write(ada, some);
        await write(store, ada, { type: 'deleteMany', mutationId: newId(), ids: some.map(({ id }) => id) });
      }
      clock.now += 31 * day;

      const restored: string[] = [];
      let effective = 600;
      const writeOne = async (n: number) => {
        const id = made[n * 6]?.id ?? '';
        for (const _ of fifty.slice(0, n % 10)) await store.count(ada); // so that some come before the purge, some behind
        const { tasks } = await write(store, ada, move('restore', id));
        if (!tasks) return;
        restored.push(id);
        await applied(store, ada, change(id, { title: `kept ${n}` }));
        await applied(store, ada, creation());
        await applied(store, ada, move('delete', id));
        effective += 4;
      };
      const purge = () => purgeUser(oldRowsOf(database), ada, clock.now);
      const [purged] = await Promise.all([Promise.all([purge(), purge(), purge()]), Promise.all(fifty.map(writeOne))]);
      const gone = purged.reduce((sum, { tasks }) => sum + tasks, 0);
      expect(gone + restored.length).toBe(300);
      expect(purged.reduce((sum, { changes }) => sum + changes, 0)).toBe(gone * 2);
      expect(await store.count(ada)).toEqual({ open: restored.length, complete: 0, deleted: restored.length });

      const db = database.kysely();
      const head = await db.selectFrom('heads').selectAll().executeTakeFirstOrThrow();
      expect(Number(head.seq)).toBe(effective);
      const changes = await db.selectFrom('changes').select(['seq', 'task_id']).orderBy('seq').execute();
      expect(changes).toHaveLength(effective - gone * 2);
      expect(changes.filter(({ seq }) => Number(seq) > 600).map(({ seq }) => Number(seq))).toEqual(
        Array.from({ length: effective - 600 }, (_, index) => 601 + index),
      );
      const ids = new Set((await db.selectFrom('tasks').select('id').execute()).map(({ id }) => String(id)));
      expect(ids.size).toBe(restored.length * 2);
      expect(new Set(changes.map(({ task_id: id }) => String(id)))).toEqual(ids);
    });

    it('lets several purges of one user at once purge each row once', async () => {
      await using world = await setupStore(dialect);
      const { store, clock, database } = world;
      const ada = await world.principal();
      const made = Array.from({ length: 300 }, () => creation({ id: newId(clock.now) }));
      for (let from = 0; from < 300; from += 100) {
        await store.write(ada, made.slice(from, from + 100));
        const ids = made.slice(from, from + 50).map(({ id }) => id);
        await write(store, ada, { type: 'deleteMany', mutationId: newId(clock.now), ids });
      }
      clock.now += 400 * day;
      const purged = await Promise.all(fifty.slice(0, 4).map(() => purgeUser(oldRowsOf(database), ada, clock.now)));
      const sum = (key: 'tasks' | 'changes' | 'outcomes') => purged.reduce((total, each) => total + each[key], 0);
      expect([sum('tasks'), sum('changes'), sum('outcomes')]).toEqual([150, 450, 303]);
      expect(await store.count(ada)).toEqual({ open: 150, complete: 0, deleted: 0 });
    });
  });
}

describe('postgresql', () => {
  it('spares a task that another transaction is just restoring', async () => {
    await using world = await setupStore('postgresql');
    const { database, store, clock } = world;
    if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
    const ada = await world.principal();
    const tasks = [await applied(store, ada, creation()), await applied(store, ada, creation())];
    for (const { id } of tasks) await applied(store, ada, move('delete', id));
    clock.now += 31 * day;
    const other = await database.pool.connect();
    try {
      await other.query('begin');
      await other.query('update tasks set deleted_at = null where id = $1', [tasks[0]?.id]);
      await other.query('update heads set deleted = 1, open = 1');
      const purging = purgeUser(oldRowsOf(database), ada, clock.now);
      const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      while ((await database.pool.query(waits)).rowCount === 0) await sleep(5);
      await other.query('commit');
      expect(await purging).toMatchObject({ tasks: 1, changes: 2 });
    } finally {
      other.release(true);
    }
    expect(await store.count(ada)).toEqual({ open: 1, complete: 0, deleted: 0 });
    expect((await store.history(ada, { id: tasks[0]?.id ?? '', limit: 10 })).changes).toHaveLength(2);
  });
});
