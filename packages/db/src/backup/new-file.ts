import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, linkSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import Sqlite from 'better-sqlite3';
import { flush, flushFolder } from '../connect/flush.ts';
import { removeDatabase } from '../connect/sqlite-files.ts';
import { DatabaseError } from '../database-error.ts';

/**
 * Makes a file of mode 600 that appears under its name when it is whole: `write` fills an empty one beside it (`….part`).
 *
 * @returns what `write` gave, and the size of the file.
 * @throws DatabaseError when the file exists or cannot be written.
 */
export async function writeNewFile<T extends object>(
  file: string,
  write: (part: string) => Promise<T>,
): Promise<T & { bytes: number }> {
  assertNew(file);
  const part = `${file}.${randomBytes(4).toString('hex')}.part`; // two commands must not write into one
  try {
    closeSync(openSync(part, 'wx', 0o600));
    try {
      const result = await write(part);
      flush(part);
      const { size: bytes } = statSync(part);
      giveName(part, file);
      flushFolder(dirname(file));
      return { ...result, bytes };
    } finally {
      removeDatabase(part); // and the journal that SQLite leaves when it fails
    }
  } catch (error) {
    throw explainWriting(error, file);
  }
}

function assertNew(file: string): void {
  if (existsSync(file)) throw existsAlready(file);
}

function existsAlready(file: string): DatabaseError {
  return new DatabaseError(`${file} exists already. Name a file that does not.`);
}

/** A second name, unlike a rename, never replaces a file; the first one goes later. */
function giveName(part: string, file: string): void {
  try {
    linkSync(part, file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') throw existsAlready(file);
    // Some file systems give a file one name only.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(String(code))) throw error;
    assertNew(file);
    renameSync(part, file);
  }
}

/** Says in one line why a file cannot be written; gives back any other error as it is. */
function explainWriting(error: unknown, file: string): unknown {
  const stop = (line: string) => new DatabaseError(line, { cause: error });
  const full = `${file} cannot be written: the disk is full.`;
  if (error instanceof Sqlite.SqliteError)
    return stop(error.code === 'SQLITE_FULL' ? full : `${file} cannot be written (${error.message}).`);
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  const { code } = error;
  const folder = dirname(file);
  if (code === 'ENOENT' && !existsSync(folder)) return stop(`There is no folder ${folder}. Make it first.`);
  if (code === 'ENOSPC') return stop(full);
  const why = 'errno' in error ? getSystemErrorMessage(Number(error.errno)) : String(code);
  return stop(`${file} cannot be written (${why}).`);
}
