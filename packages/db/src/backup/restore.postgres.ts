import { CompiledQuery } from 'kysely';
import { openDirect } from '../connect/postgres-direct.ts';
import { DatabaseError } from '../database-error.ts';
import { readApplied } from '../migrations/applied.ts';
import { migrations } from '../migrations/list.ts';
import { alone, runnerIn, type Transaction } from '../migrations/migrate.postgres.ts';
import { lockWaitMs } from '../migrations/migrate.ts';
import { journal } from '../migrations/options.ts';
import { explainLoss, tooNew } from './backup-errors.ts';
import { dropTables, emptyTables } from './clear.postgres.ts';
import { beginEpoch, newEpoch } from './epoch.ts';
import { ourTables, unknownMigration } from './format.ts';
import { loadRows } from './load.postgres.ts';
import { inspectBackup } from './read-backup.ts';
import type { Restored, RestoreOptions } from './restore.ts';
import type { Query } from './tables.postgres.ts';

/** Restores in one transaction. The file is read whole before, so that a damaged one does not even keep a server waiting. */
export async function restorePostgres(options: RestoreOptions): Promise<Restored> {
  const { file, replace = false, onWait = () => {}, waitMs = lockWaitMs } = options;
  const { header, rows } = await inspectBackup(file);
  const newer = unknownMigration('postgresql', header.migrations);
  if (newer !== undefined) throw tooNew(file, newer);
  await using database = await openDirect(options);
  try {
    await alone(database.orm, { onWait, waitMs }, async (transaction) => {
      const query = queryOf(transaction);
      if (!replace) await assertFree(query, database.label);
      const runMigrations = runnerIn(transaction, database.orm, migrations.postgresql);
      await makeRoom({ label: database.label, query, runMigrations, onWait }, header.migrations);
      await loadRows(query, file);
      await runMigrations();
      await query(beginEpoch, [newEpoch()]);
      await query(`analyze ${ourTables().join(', ')}`); // or statements would be planned for empty tables at first
    });
  } catch (error) {
    throw explainLoss(error, database.label);
  }
  const contents = { accounts: rows['users'] ?? 0, tasks: rows['tasks'] ?? 0 };
  return { ...contents, database: database.label, madeAt: header.madeAt };
}

function queryOf(transaction: Transaction): Query {
  // Every statement names its columns.
  return async (text, values = []) =>
    (await transaction.executeQuery(CompiledQuery.raw(text, values))).rows as Record<string, unknown>[];
}

async function assertFree(query: Query, label: string): Promise<void> {
  if (!(await isThere(query, 'users'))) return;
  const [{ accounts } = {}] = await query('select count(*)::int as accounts from users');
  if (accounts === 0) return;
  const held = `${String(accounts)} ${accounts === 1 ? 'account' : 'accounts'}`;
  throw new DatabaseError(
    `${label} has ${held}. To replace everything in it with the backup, add --replace; back it up first if you may need it.`,
  );
}

interface Room {
  label: string;
  query: Query;
  runMigrations: (to?: string) => Promise<string[]>;
  onWait: (line: string) => void;
}

/** Leaves our tables as some migrations make them, and empty. Where they are so already, only the rows have to go. */
async function makeRoom({ label, query, runMigrations, onWait }: Room, names: readonly string[]): Promise<void> {
  const applied = (await isThere(query, journal)) ? await readApplied(query) : new Set<string>();
  const newer = unknownMigration('postgresql', applied);
  if (newer !== undefined)
    throw new DatabaseError(`${label} was changed by a newer Typedo (${newer}). Restore with that one.`);
  if (applied.size !== names.length || names.some((name) => !applied.has(name))) {
    await dropTables(query, onWait);
    await runMigrations(names.at(-1)); // all up to that one, the names being in order
  }
  await emptyTables(query, onWait); // of rows that migrations made, too
}

/** Asks without an error, which would end the transaction. */
async function isThere(query: Query, table: string): Promise<boolean> {
  const [{ there } = {}] = await query(`select to_regclass($1) is not null as there`, [table]);
  return there === true;
}
