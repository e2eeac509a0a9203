import type Sqlite from 'better-sqlite3';
import type { Contents } from './backup.ts';

/** Counts what a migrated database holds. */
export function contentsOfSqlite(connection: Sqlite.Database): Contents {
  const count = (table: 'users' | 'tasks') => Number(connection.prepare(`select count(*) from ${table}`).pluck().get());
  return { accounts: count('users'), tasks: count('tasks') };
}
