import type { BackupOptions, NamedContents } from './backup.ts';
import { restorePostgres } from './restore.postgres.ts';
import { restoreSqlite } from './restore.sqlite.ts';

export interface RestoreOptions extends BackupOptions {
  /** Allows to replace a database that has accounts. */
  replace?: boolean | undefined;
}

/** What is in the database after a restore. */
export interface Restored extends NamedContents {
  /** SQLite: where the database is that was replaced, if there was one. */
  keptAs?: string | undefined;
  /** PostgreSQL: when the backup was made, as an ISO time. */
  madeAt?: string | undefined;
}

/**
 * Puts what a backup holds in the place of all that a database holds, brings it to the newest schema, and begins a new epoch, so that whoever
 * has a cursor of before starts anew. All or nothing, whatever happens meanwhile.
 *
 * The server of a SQLite file must be stopped. Those of PostgreSQL may run: they read what was there before until the moment when all is
 * replaced (writes wait for it or are UNAVAILABLE), and go on with what is there then. Writes that wait hold connections: under load reads may be late
 * or UNAVAILABLE too. A backup of an older release, which has other tables, keeps all readers waiting.
 *
 * @throws DatabaseError in one line: the file is no whole backup of this kind of database, or of a newer Typedo; the database has
 * accounts and `replace` is not set; a server or another command uses the SQLite file. Nothing was changed then.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  return options.url.startsWith('sqlite:') ? restoreSqlite(options) : restorePostgres(options);
}
