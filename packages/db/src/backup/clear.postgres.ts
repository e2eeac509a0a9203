import { codeOf, isConflict } from '../connect/postgres-errors.ts';
import { waitFor } from '../connect/wait.ts';
import { journal } from '../migrations/options.ts';
import { ourTables } from './format.ts';
import { readColumns, type Query } from './tables.postgres.ts';

/** How long one attempt waits for the tables, and everybody behind it, and how long all of them do in milliseconds. */
const patience = { attempt: '2s', all: 120_000 };

/**
 * Deletes all rows. Until the commit others read what was there; who writes waits. (`truncate` would keep readers waiting too, through all
 * of the restore.)
 */
export async function emptyTables(query: Query, onWait: (line: string) => void): Promise<void> {
  const tables = [...(await readColumns(query, ourTables())).keys()];
  await lockTables(query, tables.toReversed(), 'exclusive', onWait);
  for (const table of tables.toReversed()) await query(`delete from "${table}"`); // nothing refers to these rows then
}

/** Drops our tables, those that are there, and nobody else's: what refers to one of them makes it fail. */
export async function dropTables(query: Query, onWait: (line: string) => void): Promise<void> {
  const tables = [...(await readColumns(query, [...ourTables(), journal])).keys()];
  if (tables.length === 0) return;
  await lockTables(query, tables.toReversed(), 'access exclusive', onWait);
  await query(`drop table ${tables.map((table) => `"${table}"`).join(', ')}`);
}

/** What writers lock first, in the order in which they do; then what refers to others before those, as they do too. */
const lockedFirst = ['heads', 'tasks'];

/**
 * Where a writer waits crosswise with this one all the same, the database refuses the one who has waited longer, and the server repeats what it
 * was. Should it be this one, it tries again.
 */
async function lockTables(
  query: Query,
  tables: readonly string[],
  mode: 'exclusive' | 'access exclusive',
  onWait: (line: string) => void,
): Promise<void> {
  const first = lockedFirst.filter((table) => tables.includes(table));
  const inOrder = [...first, ...tables.filter((table) => !first.includes(table))];
  await query(`set local lock_timeout = '${patience.attempt}'`);
  await waitFor({
    what: 'the tables',
    why: 'programs are using them',
    advice: 'Stop the servers, or try again.',
    attempt: async () => {
      await query('savepoint typedo_lock');
      try {
        await query(`lock table ${inOrder.map((table) => `"${table}"`).join(', ')} in ${mode} mode`);
      } catch (error) {
        await query('rollback to savepoint typedo_lock');
        throw error;
      }
    },
    isAway: (error) => isConflict(error) || codeOf(error) === '55P03',
    onWait,
    waitMs: patience.all,
  });
  await query('set local lock_timeout = 0');
}
