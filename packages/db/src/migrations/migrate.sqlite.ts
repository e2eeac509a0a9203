import { Migrator } from '@mikro-orm/migrations';
import type Sqlite from 'better-sqlite3';
import { FileInUse, lockFile } from '../connect/sqlite-lock.ts';
import { waitFor } from '../connect/wait.ts';
import type { SqliteDatabase } from '../database.ts';
import { DatabaseError } from '../database-error.ts';
import { readApplied } from './applied.ts';
import type { NamedMigration } from './list.ts';
import type { Run } from './migrate.ts';
import { migrationOptions } from './options.ts';
import { copyBefore } from './sqlite-copy.ts';

/** For another process that has just this moment something to write; nobody waits for our event loop yet. */
const busyMs = 10_000;

/** Runs what has not run yet, while no server uses the file. A copy of it is made first. */
export async function migrateSqlite(
  database: SqliteDatabase,
  list: readonly NamedMigration[],
  run: Run,
): Promise<string[]> {
  const { file, orm, writer } = database;
  const findNext = async () => {
    const applied = await readApplied(async (sql) => writer.prepare(sql).all());
    return { applied, next: list.find(({ name }) => !applied.has(name)) };
  };
  const unlock = await waitFor({
    what: `the lock on ${file}`,
    why: 'another server has it',
    advice: 'Stop that server: this version has to change the database first.',
    // Who has it may be a server that has just migrated, and keeps it: then there is nothing to wait for.
    attempt: async () => ((await findNext()).next ? lockFile(file) : () => {}),
    isAway: (error) => error instanceof FileInUse,
    onWait: run.onWait,
    waitMs: run.waitMs,
  });
  try {
    const { applied, next } = await findNext();
    if (!next) return []; // another process was faster
    if (applied.size > 0) run.log(`Copied the database to ${copyBefore(next.name, file, writer)} before changing it`);
    writer.pragma(`busy_timeout = ${busyMs}`);
    orm.config.set('migrations', migrationOptions('sqlite', list));
    return await withoutForeignKeys(writer, async () => {
      const done = await new Migrator(orm.em).up();
      return done.map(({ name }) => name);
    });
  } finally {
    unlock();
  }
}

/**
 * Runs something in a transaction of its own. SQLite changes a table by building a new one and dropping the old, and dropping
 * deletes the rows that refer to it. So foreign keys are off meanwhile, which SQLite obeys outside a transaction only, and are
 * checked before the commit.
 */
async function withoutForeignKeys<T>(writer: Sqlite.Database, run: () => Promise<T>): Promise<T> {
  writer.pragma('foreign_keys = OFF');
  try {
    writer.exec('begin immediate');
    const result = await run();
    assertForeignKeys(writer);
    writer.exec('commit');
    return result;
  } finally {
    if (writer.inTransaction) writer.exec('rollback');
    writer.pragma('foreign_keys = ON');
  }
}

function assertForeignKeys(writer: Sqlite.Database): void {
  const broken = writer.prepare<[], string>('select distinct "table" from pragma_foreign_key_check').pluck().all();
  if (broken.length === 0) return;
  throw new DatabaseError(
    `The migration would leave rows without what they refer to (in ${broken.join(', ')}); nothing was changed.`,
  );
}
