import Sqlite from 'better-sqlite3';
import { DatabaseError } from '../database-error.ts';

/** Another process holds the lock on a database file. */
export class FileInUse extends DatabaseError {
  constructor(file: string) {
    super(`Another server, or a command, already uses ${file}. Stop it first, or set DATA_DIR to another folder.`);
  }
}

/**
 * Takes the lock that one server at a time holds on a database file, and gives back what releases it. The system releases it
 * too when the process ends, however it ends, because it is SQLite's own lock on a file beside the database.
 *
 * @throws FileInUse when somebody has it.
 */
export function lockFile(file: string): () => void {
  const lock = new Sqlite(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    throw error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY') ? new FileInUse(file) : error;
  }
  return () => lock.close();
}
