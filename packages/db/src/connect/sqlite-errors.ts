import Sqlite from 'better-sqlite3';
import { DatabaseError } from '../database-error.ts';

/** Another connection holds the file at this moment. */
export function isBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** Says in one line why a file cannot be used; gives back any other error as it is. */
export function explain(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseError) return error;
  const code = 'code' in error ? String(error.code) : '';
  const stop = (line: string) => new DatabaseError(`${file} ${line}`, { cause: error });
  if (code === 'SQLITE_NOTADB')
    return stop('is not a SQLite database. Move it away, or set DATA_DIR to another folder.');
  if (code.startsWith('SQLITE_CORRUPT'))
    return stop('is damaged. Stop every program that uses it and bring back a backup.');
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC') return stop('cannot grow: the disk is full.');
  // What SQLite or the system says of folders and files that are not there, not ours, or something else.
  if (/^(SQLITE_(CANTOPEN|READONLY|PERM|IOERR)|E[A-Z]+$)/.test(code)) {
    return stop(
      `cannot be opened for writing (${code}). Give this user the right to, or set DATA_DIR to another folder.`,
    );
  }
  return error;
}
