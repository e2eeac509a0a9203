import { newId } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { setupStore, type TestStore } from '../testing/index.ts';
import { creation, write } from '../testing/tasks.ts';
import { numbered } from '../task/native.sqlite.ts';
import { deleteTasksSql } from './old-rows.postgres.ts';
import { deleteHistorySql, deleteTaskSql } from './old-rows.sqlite.ts';
import type { Owner } from './old-rows.ts';
import {
  changesOfTaskSql,
  changesSql,
  deleteExpiredSql,
  expiringSql,
  inTrashSql,
  oldTasksSql,
  outcomesSql,
} from './statements.ts';

const before = '2026-01-01T00:00:00.000Z';

describe('what the purge runs, among many living tasks,', () => {
  it('goes by keys and by the index of the trash alone on SQLite', async () => {
    await using world = await setupStore('sqlite');
    const { userId } = await fill(world, 300);
    const { database } = world;
    if (database.dialect !== 'sqlite') throw new Error('Expected SQLite');
    const at = Date.parse(before);
    const statements: [string, unknown[], string[]][] = [
      [inTrashSql, [], ['heads']],
      [oldTasksSql, [at], ['tasks_in_trash', 'changes_by_task']],
      [changesOfTaskSql, [newId()], ['changes_by_task']],
      [changesSql, [0, at], ['sqlite_autoindex_changes_1']],
      [outcomesSql, [newId(), newId(), at], ['sqlite_autoindex_mutations_1']],
      [deleteTaskSql, [newId(), at], ['sqlite_autoindex_tasks_1']],
      [deleteHistorySql, [newId()], ['changes_by_task']],
      [expiringSql('sessions'), [before], ['sqlite_autoindex_sessions_1']],
      [deleteExpiredSql('api_keys'), [newId(), before], ['sqlite_autoindex_api_keys_1']],
    ];
    for (const [sql, rest, used] of statements) {
      const rows = database.writer
        .prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
        .all(numbered([userId, ...rest]));
      const plan = rows.map(({ detail }) => detail).join('\n');
      for (const index of used) expect(plan).toContain(index);
      expect(plan).not.toMatch(/SCAN (?!few)|tasks_by|TEMP B-TREE/);
    }
  });

  it('goes by keys and by the index of the trash alone on PostgreSQL', async () => {
    await using world = await setupStore('postgresql');
    const { userId } = await fill(world, 3000);
    const { database } = world;
    if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
    await database.pool.query('analyze');
    const statements: [string, unknown[], string[]][] = [
      [oldTasksSql, [before], ['tasks_in_trash', 'changes_by_task']],
      [changesOfTaskSql, [newId()], ['changes_by_task']],
      [changesSql, [0, before], ['changes_pkey']],
      [outcomesSql, [newId(0), newId(), before], ['mutations_pkey']],
      [deleteTasksSql, [[newId(), newId()], before], ['tasks_pkey', 'changes_by_task']],
    ];
    for (const [sql, rest, used] of statements) {
      const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, [userId, ...rest]);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      for (const index of used) expect(plan).toContain(index);
      expect(plan).not.toMatch(/Seq Scan on (tasks|changes|mutations)|tasks_by/);
    }
  });
});

/** Fills an account and another one with living tasks, and with some in the trash. */
async function fill({ store, principal }: TestStore, size: number): Promise<Owner> {
  const owners = [await principal(), await principal()];
  for (const owner of owners) {
    for (let made = 0; made < size; made += 100) {
      const some = Array.from({ length: 100 }, () => creation());
      await store.write(owner, some);
      const ids = some.slice(0, 5).map(({ id }) => id);
      await write(store, owner, { type: 'deleteMany', mutationId: newId(), ids });
    }
  }
  return owners[0]!; // there are two
}
