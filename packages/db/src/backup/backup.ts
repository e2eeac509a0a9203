import type { DatabaseOptions } from '../database.ts';
import { backupPostgres } from './backup.postgres.ts';
import { backupSqlite } from './backup.sqlite.ts';
import { writeNewFile } from './new-file.ts';

export interface BackupOptions extends Pick<DatabaseOptions, 'url' | 'directUrl' | 'onWait' | 'waitMs'> {
  /** The file to make. */
  file: string;
}

/** How much a backup holds. */
export interface Contents {
  accounts: number;
  /** The trash included. */
  tasks: number;
}

/** Contents, and whose they are. */
export interface NamedContents extends Contents {
  /** The database, for an operator: the file of SQLite, or e.g. `PostgreSQL localhost:5432/typedo`. */
  database: string;
}

/**
 * Writes all that a database held at one moment to a new file that only its owner may read: of SQLite a whole database, of PostgreSQL
 * our own format (`format.ts`). Servers may run and write meanwhile. The file appears when it is whole and on the disk, and
 * never replaces another one. On SQLite this thread is blocked until then: a server does it in a process of its own.
 *
 * @returns what is in the file, of which database, and its size.
 * @throws DatabaseError in one line; no file is left.
 */
export async function backup({ file, ...options }: BackupOptions): Promise<NamedContents & { bytes: number }> {
  const run = options.url.startsWith('sqlite:') ? backupSqlite : backupPostgres;
  return writeNewFile(file, (part) => run(options, part));
}
