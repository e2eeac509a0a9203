import type { DatabaseOptions } from '../database.ts';
import { readApplied } from './applied.ts';
import { migrations, type Migrations } from './list.ts';
import { migratePostgres } from './migrate.postgres.ts';
import { migrateSqlite } from './migrate.sqlite.ts';

export interface MigrateOptions extends Pick<DatabaseOptions, 'url' | 'directUrl' | 'onWait' | 'waitMs'> {
  /** Hears, in one line each, what is done. */
  log?: ((line: string) => void) | undefined;
}

/** What the runner of a dialect is given. */
export interface Run {
  log: (line: string) => void;
  /** Hears what is waited for. */
  onWait: (line: string) => void;
  /** How long to wait for another server that migrates, and how long to begin again when writers got in the way. */
  waitMs: number;
}

/** Changing a large table takes minutes. */
export const lockWaitMs = 600_000;

/**
 * Brings a database to the newest schema; an empty one is set up. Servers that start together run each migration once: the
 * others wait for the one that does. All pending migrations run in one transaction: a failure leaves the database as it was.
 *
 * A database that a newer program has migrated is left as it is.
 *
 * @param list for tests: the migrations to run instead of ours.
 * @returns the names of the migrations that ran.
 * @throws DatabaseError as `createOrm` does, or when another server keeps the lock.
 */
export async function migrate(options: MigrateOptions, list: Migrations = migrations): Promise<string[]> {
  const { onWait = () => {}, log = () => {}, waitMs = lockWaitMs } = options;
  const bare = { mapped: [] }; // migrations are SQL, and the server discovers the entities when it opens the database
  await using database = await (options.url.startsWith('sqlite:')
    ? (await import('../connect/sqlite.ts')).openSqlite(options, bare)
    : (await import('../connect/postgres-direct.ts')).openDirect(options, bare));
  const applied = await readApplied((sql) => database.orm.em.getConnection().execute(sql));
  const names = list[database.dialect].map(({ name }) => name);
  const newer = [...applied].filter((name) => !names.includes(name));
  if (newer.length > 0) log(`A newer Typedo has changed this database (${newer.join(', ')}); this one goes on with it`);
  if (names.every((name) => applied.has(name))) return [];
  const run: Run = { log, onWait, waitMs };
  const done =
    database.dialect === 'sqlite'
      ? await migrateSqlite(database, list.sqlite, run)
      : await migratePostgres(database, list.postgresql, run);
  for (const name of done) log(`Ran the migration ${name}`);
  return done;
}
