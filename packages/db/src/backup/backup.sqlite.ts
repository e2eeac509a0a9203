import { existsSync, truncateSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { explain, isBusy } from '../connect/sqlite-errors.ts';
import { waitFor } from '../connect/wait.ts';
import { DatabaseError } from '../database-error.ts';
import { readApplied } from '../migrations/applied.ts';
import type { BackupOptions, Contents, NamedContents } from './backup.ts';
import { contentsOfSqlite } from './contents.sqlite.ts';

/** Milliseconds: how long one attempt and all of them wait for a program that has the file locked. */
const patience = { attempt: 1_000, all: 60_000 };

/**
 * Writes a database to an empty file. It is read in one transaction of a connection of its own, which in WAL mode neither waits for a
 * server's writes nor keeps it from writing.
 */
export async function backupSqlite(options: Omit<BackupOptions, 'file'>, part: string): Promise<NamedContents> {
  const source = options.url.slice('sqlite:'.length);
  if (!existsSync(source)) throw new DatabaseError(`There is no database ${source}, so there is nothing to back up.`);
  try {
    await waitFor({
      what: source,
      advice: 'Another program has it locked.',
      attempt: async () => copy(source, part),
      isAway: isBusy,
      onWait: options.onWait,
      waitMs: Math.min(options.waitMs ?? Infinity, patience.all),
    });
    return { ...(await look(source, part)), database: source };
  } catch (error) {
    throw isOfPart(error) ? error : explain(error, source);
  }
}

/** The source is only read, so a failure to write is one of the part. */
function isOfPart(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(FULL|IOERR_(WRITE|FSYNC|TRUNCATE))$/.test(error.code);
}

function copy(source: string, part: string): void {
  truncateSync(part); // an attempt before this one may have begun
  const connection = new Sqlite(source, { fileMustExist: true, timeout: patience.attempt });
  try {
    connection.prepare('vacuum into ?').run(part);
  } finally {
    connection.close();
  }
}

/** Counts in the copy, since the database may go on meanwhile. */
async function look(source: string, part: string): Promise<Contents> {
  const connection = new Sqlite(part, { readonly: true });
  try {
    const applied = await readApplied(async (sql) => connection.prepare(sql).all());
    if (applied.size === 0)
      throw new DatabaseError(`${source} has not been set up by Typedo, so there is nothing to back up.`);
    return contentsOfSqlite(connection);
  } finally {
    connection.close();
  }
}
