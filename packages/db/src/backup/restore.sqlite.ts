import { existsSync, mkdirSync, rmSync, statSync, type BigIntStats } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { makePrivateFolder } from '../connect/private-folder.ts';
import { explain, isBusy } from '../connect/sqlite-errors.ts';
import { FileInUse, lockFile } from '../connect/sqlite-lock.ts';
import { DatabaseError } from '../database-error.ts';
import { prepareSqlite } from './prepare.sqlite.ts';
import type { Restored, RestoreOptions } from './restore.ts';
import { swapSqlite } from './swap.sqlite.ts';

/**
 * Restores a SQLite file while no server uses it. Everything is made ready in a folder beside it (`….restoring`); then the names are swapped.
 * What is left in the folder by one that was killed goes with the next.
 */
export async function restoreSqlite({ url, file, replace = false }: RestoreOptions): Promise<Restored> {
  const target = url.slice('sqlite:'.length);
  try {
    if (isSame(file, target)) throw new DatabaseError(`${file} is the database itself.`);
    makePrivateFolder(dirname(target));
    using held = new DisposableStack();
    held.defer(lock(target));
    if (!replace) assertFree(target);
    const folder = `${target}.restoring`; // whoever has the lock is alone with it
    held.defer(() => rmSync(folder, { recursive: true, force: true }));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
    const ready = join(folder, 'typedo.sqlite');
    const contents = await prepareSqlite(file, ready);
    return { ...contents, database: target, keptAs: await swapSqlite(ready, target) };
  } catch (error) {
    throw explain(error, target);
  }
}

/** By whatever names: a link is the file that it leads to. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [identityOf(one), identityOf(other)];
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}

function identityOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined; // whoever opens it says why
  }
}

function lock(target: string): () => void {
  try {
    return lockFile(target);
  } catch (cause) {
    if (!(cause instanceof FileInUse)) throw cause;
    throw new DatabaseError(
      `${target} is in use by a server or by another command. Stop the server, or let the command end, and restore then.`,
      { cause },
    );
  }
}

/** A file that cannot be read might have been anybody's. */
function assertFree(target: string): void {
  if (!existsSync(target)) return;
  const advice = 'To replace it with the backup (it is kept beside it), add --replace.';
  const accounts = countAccounts(target);
  if (accounts === undefined) throw new DatabaseError(`${target} is there, but cannot be read. ${advice}`);
  if (accounts > 0)
    throw new DatabaseError(`${target} has ${accounts} ${accounts === 1 ? 'account' : 'accounts'}. ${advice}`);
}

function countAccounts(target: string): number | undefined {
  const connection = new Sqlite(target, { timeout: 1_000 });
  try {
    const there = connection.prepare(`select 1 from sqlite_schema where name = 'users'`).get() !== undefined;
    return there ? Number(connection.prepare('select count(*) from users').pluck().get()) : 0;
  } catch (error) {
    if (isBusy(error)) throw error;
    return undefined;
  } finally {
    connection.close();
  }
}
