import { chownSync, constants, copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { flush, flushFolder } from '../connect/flush.ts';
import { isBusy } from '../connect/sqlite-errors.ts';
import { companions } from '../connect/sqlite-files.ts';
import { DatabaseError } from '../database-error.ts';

/** Longer than one of our programs waits for a locked file before it opens it anew, in milliseconds. */
const holdMs = 300;

/**
 * Puts a database, a single whole file, in the place of another one, which stays beside it as `FILE.before-restore-TIME`. The caller
 * holds the lock of the servers.
 *
 * Killed or without power at any moment, there is the old database or the new one, and never the new one with the writes (`-wal`) of the old:
 *
 * 1. The old one becomes a single file, which SQLite refuses while anybody has it open. From here on nobody else can write into it.
 * 2. It gets its second name while it keeps its first.
 * 3. One rename puts the new file under the first name.
 * 4. The old one stays locked a while longer: a program that opened it by its first name just before 3 could not do anything yet, gives up, and opens
 *    the new one.
 *
 * @returns the second name; undefined when there was no database.
 */
export async function swapSqlite(ready: string, target: string): Promise<string | undefined> {
  const folder = dirname(target);
  const { uid, gid } = statSync(existsSync(target) ? target : folder);
  if (process.getuid?.() === 0) chownSync(ready, uid, gid); // or a server that is not root could not open it
  if (!existsSync(target)) {
    // Left by a database that somebody removed; SQLite would take them for the new one's.
    for (const suffix of companions) rmSync(target + suffix, { force: true });
    flushFolder(folder);
    renameSync(ready, target);
    flushFolder(folder);
    return undefined;
  }
  const kept = `${target}.before-restore-${new Date().toISOString().replaceAll(/\D/g, '')}`;
  const old = makeSingle(target);
  try {
    // Only of a damaged file is something left. It goes first: losing it in a crash harms less than mixing.
    for (const suffix of companions) if (existsSync(target + suffix)) renameSync(target + suffix, kept + suffix);
    nameTwice(target, kept);
    flushFolder(folder);
    renameSync(ready, target);
    flushFolder(folder);
    if (old) await sleep(holdMs);
  } finally {
    old?.close();
  }
  return kept;
}

/** Gives the connection that keeps everybody else out; undefined for a file that is too damaged to be opened. */
function makeSingle(target: string): Sqlite.Database | undefined {
  const connection = new Sqlite(target, { timeout: 2_000 });
  try {
    connection.pragma('journal_mode = delete');
    connection.exec('begin exclusive');
    return connection;
  } catch (error) {
    connection.close();
    if (isBusy(error)) throw new DatabaseError(`Another program has ${target} open. Close it first.`, { cause: error });
    if (error instanceof Sqlite.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(error.code)) return undefined;
    throw error;
  }
}

function nameTwice(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    // Some file systems give a file one name only.
    copyFileSync(file, `${name}.part`, constants.COPYFILE_EXCL);
    flush(`${name}.part`);
    renameSync(`${name}.part`, name);
  }
}
