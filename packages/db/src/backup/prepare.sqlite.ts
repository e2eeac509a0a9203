import { chmodSync, constants, copyFileSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { RateLimit } from '../account/rate-limit.entity.ts';
import { flush } from '../connect/flush.ts';
import { DatabaseError } from '../database-error.ts';
import { readApplied } from '../migrations/applied.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Contents } from './backup.ts';
import { notOurs, tooNew } from './backup-errors.ts';
import { contentsOfSqlite } from './contents.sqlite.ts';
import { beginEpoch, newEpoch } from './epoch.ts';
import { unknownMigration } from './format.ts';
import { assertKind } from './kind.ts';

/**
 * Makes a database with the newest schema and a new epoch from a backup, which is left as it is: a single file, whole and on the disk.
 *
 * @throws DatabaseError for what is no whole backup of SQLite.
 */
export async function prepareSqlite(file: string, ready: string): Promise<Contents> {
  assertKind(file, 'sqlite');
  assertUnused(file);
  copyFileSync(file, ready, constants.COPYFILE_FICLONE);
  chmodSync(ready, 0o600);
  const held = await assertWhole(file, ready);
  await migrate({ url: `sqlite:${ready}` });
  const connection = new Sqlite(ready);
  try {
    connection.prepare(beginEpoch).run({ 1: newEpoch() });
    connection.exec(`delete from ${RateLimit.meta.tableName}`); // what was counted then is long over
    connection.pragma('journal_mode = delete'); // all of it goes into the one file
    const contents = contentsOfSqlite(connection);
    // The migration would have made an empty database if somebody had removed this one.
    if (contents.accounts !== held.accounts || contents.tasks !== held.tasks)
      throw new DatabaseError(
        `Somebody changed the copy of ${file} while it was prepared. Nothing was restored. Try again.`,
      );
    return contents;
  } finally {
    connection.close();
    flush(ready);
  }
}

/** The newest writes to a database in use are in a second file, without which this one is old or broken. */
function assertUnused(file: string): void {
  const beside = ['-wal', '-journal'].map((suffix) => statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0);
  if (beside.some((size) => size > 0))
    throw new DatabaseError(`${file} is a database in use, not a backup. Make one with: pnpm typedo backup FILE`);
}

/** Gives what is in it. */
async function assertWhole(file: string, copy: string): Promise<Contents> {
  const connection = new Sqlite(copy, { readonly: true });
  try {
    const found = connection.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') throw new DatabaseError(`${file} is damaged (${String(found).split('\n').join('; ')}).`);
    const applied = await readApplied(async (sql) => connection.prepare(sql).all());
    if (applied.size === 0) throw notOurs(file);
    const newer = unknownMigration('sqlite', applied);
    if (newer !== undefined) throw tooNew(file, newer);
    return contentsOfSqlite(connection);
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error;
    throw new DatabaseError(`${file} is damaged (${error.message}).`, { cause: error });
  } finally {
    connection.close();
  }
}
