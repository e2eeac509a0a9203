import { dirname } from 'node:path';
import { foldCase } from '@typedo/contract';
import { MikroORM } from '@mikro-orm/sqlite';
import Sqlite from 'better-sqlite3';
import { SqliteDialect, type DatabaseConnection } from 'kysely';
import type { DatabaseOptions, SqliteDatabase } from '../database.ts';
import { DatabaseError } from '../database-error.ts';
import { addDialectRules, addTypeRules } from '../dialect-rules.ts';
import { entities } from '../entities.ts';
import { assertMigrated } from '../migrations/applied.ts';
import { journal } from '../migrations/options.ts';
import { withinMs } from './deadline.ts';
import { makePrivateFolder } from './private-folder.ts';
import { explain, isBusy } from './sqlite-errors.ts';
import { makePrivate } from './sqlite-files.ts';
import { lockFile } from './sqlite-lock.ts';
import { createPatience, type Patiently } from './sqlite-patience.ts';
import { waitFor } from './wait.ts';

/**
 * Milliseconds that another process is waited for. `busy`: by the driver, which blocks the event loop meanwhile. `statement`: by one statement or
 * one turn on the writer, without blocking; a whole call may wait longer. `open`: by opening, for one that turns the WAL on or recovers it.
 */
const limits = { busy: 5, statement: 100, open: 10_000 };

/**
 * Opens a SQLite file, making it and its folder when they are not there. `mapped` are the entities that the ORM knows: discovering them takes
 * time at each start.
 */
export async function openSqlite(options: DatabaseOptions, { mapped = entities } = {}): Promise<SqliteDatabase> {
  const file = options.url.slice('sqlite:'.length);
  if (file === '' || file === ':memory:') throw new DatabaseError('Invalid database URL: expected sqlite:path/to/file');
  let unlock: (() => void) | undefined;
  try {
    makePrivateFolder(dirname(file)); // what is in it is nobody else's business
    if (options.exclusive) unlock = lockFile(file);
    makePrivate(file);
    const connected = await waitFor({
      what: file,
      advice: 'Another program has it locked.',
      attempt: async () => connect(file, mapped),
      isAway: isBusy,
      onWait: options.onWait,
      waitMs: Math.min(options.waitMs ?? Infinity, limits.open),
    });
    return toDatabase(connected, file, unlock);
  } catch (error) {
    unlock?.();
    throw explain(error, file);
  }
}

type Connected = ReturnType<typeof connect>;

/** Whether somebody may have begun a transaction since the driver was asked last: to ask it costs a small read a twentieth. */
interface Turns {
  mayBeOpen: boolean;
}

function connect(file: string, mapped: typeof entities) {
  using opened = new DisposableStack();
  const open = (readonly: boolean) =>
    opened.adopt(new Sqlite(file, { readonly, timeout: limits.busy }), (db) => db.close());
  const writer = open(false);
  writer.pragma('journal_mode = WAL');
  // A file that may only be read opens all the same, and even begins to write; it would fail at the first change.
  writer.exec('begin immediate; create table may_write (x); rollback');
  writer.pragma('wal_autocheckpoint = 4000'); // pages, 16 MB: what changes often goes to the file once, a third more writes
  // KiB; with the driver's own 16 MB or less a list of a large file reads what it just had from the system again, a third slower.
  writer.pragma(`cache_size = -${64 * 1024}`);
  const reading = prepared(open(true));
  const patiently = createPatience(writer);
  const turns: Turns = { mayBeOpen: false };
  const orm = new MikroORM({
    entities: mapped,
    dbName: file,
    driverOptions: dialectOver(prepared(writer), patiently, turns),
    ensureDatabase: false,
    discovery: { onMetadata: addDialectRules, afterDiscovered: addTypeRules, warnWhenNoEntities: false },
    migrations: { tableName: journal }, // which the entities need not describe
    logger: () => {},
  });
  opened.move();
  return { orm, writer, reading, patiently, turns };
}

/**
 * Kysely over a connection. After some errors, as when the disk is full, SQLite has rolled back by itself and says so to who does
 * it again: Kysely would keep the connection then, and every other statement would wait for ever.
 *
 * What changes rows waits for other programs; reading need not, and what begins or ends a transaction must not fail.
 */
function dialectOver(connection: Sqlite.Database, patiently: Patiently, turns: Turns): SqliteDialect {
  const prepare = (sql: string) => {
    turns.mayBeOpen = true;
    return connection.prepare(sql === 'rollback' && !connection.inTransaction ? 'select 1 where false' : sql);
  };
  const onCreateConnection = async (opened: DatabaseConnection) => {
    const execute = opened.executeQuery.bind(opened);
    opened.executeQuery = <R>(...[statement, options]: Parameters<DatabaseConnection['executeQuery']>) => {
      const run = () => execute<R>(statement, options);
      return changing.has(statement.query.kind) ? patiently(limits.statement, run) : run();
    };
  };
  return new SqliteDialect({ database: { prepare, close: () => {} }, onCreateConnection });
}

const changing: ReadonlySet<string> = new Set(['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode']);

function prepared(connection: Sqlite.Database): Sqlite.Database {
  connection.pragma('synchronous = FULL'); // in WAL the library's default loses the last commits when the power fails
  connection.pragma('foreign_keys = ON');
  // As in SQL's own functions, of nothing becomes nothing.
  connection.function('typedo_fold', { deterministic: true }, (text: string | null) =>
    text === null ? null : foldCase(text),
  );
  return connection;
}

function toDatabase(
  { orm, writer, reading, patiently, turns }: Connected,
  file: string,
  unlock: (() => void) | undefined,
): SqliteDatabase {
  const kysely = orm.em.getConnection().getClient();
  // Nothing else begins what lasts longer than the call that begins it.
  const reader = () => {
    if (turns.mayBeOpen) turns.mayBeOpen = writer.inTransaction;
    return turns.mayBeOpen ? reading : writer;
  };
  const close = async () => {
    await orm.close(true);
    reading.close();
    writer.close(); // MikroORM leaves open what it was given, and last, so that the WAL goes into the file
    unlock?.();
  };
  return {
    dialect: 'sqlite',
    orm,
    file,
    writer,
    reader,
    label: `SQLite ${file}`,
    kysely: () => orm.em.fork().getKysely(),
    patiently,
    // In its turn, so that of many who come only the first finds out that the file is held.
    exclusively: (run) =>
      kysely.connection().execute(() =>
        patiently(limits.statement, () => {
          turns.mayBeOpen = true;
          return run(writer);
        }),
      ),
    ready: (ms) =>
      withinMs(
        ms,
        assertMigrated('sqlite', async (sql) => reader().prepare(sql).all()),
      ),
    close,
    [Symbol.asyncDispose]: close,
  };
}
