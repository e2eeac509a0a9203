import { DatabaseError } from '../database-error.ts';
import type { Dialect } from '../database.ts';
import { migrations } from './list.ts';
import { journal } from './options.ts';

/** Runs one statement and gives its rows, as objects with the columns that it names. */
type Query = (sql: string) => Promise<unknown[]>;

/** The names of the migrations that have run: none in an empty database. */
export async function readApplied(query: Query): Promise<Set<string>> {
  try {
    const rows = await query(`select name from ${journal}`);
    // The statement names this column.
    return new Set(rows.map((row) => (row as { name: string }).name));
  } catch (error) {
    if (/no such table|relation .* does not exist/.test(String(error))) return new Set();
    throw error;
  }
}

/**
 * Asks the database whether every migration of this program has run. One that a newer program has migrated is fine: migrations
 * keep what the release before them needs.
 *
 *
 * @throws DatabaseError that names the first one that has not.
 */
export async function assertMigrated(dialect: Dialect, query: Query): Promise<void> {
  const applied = await readApplied(query);
  const pending = migrations[dialect].find(({ name }) => !applied.has(name));
  if (pending) throw new DatabaseError(`The migration ${pending.name} has not run yet`);
}
