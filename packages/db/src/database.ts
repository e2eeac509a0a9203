import type { Kysely, SqlMikroORM } from '@mikro-orm/sql';
import type Sqlite from 'better-sqlite3';
import type { Pool } from 'pg';
import type { Patiently } from './connect/sqlite-patience.ts';
import { DatabaseError } from './database-error.ts';

/** What is common to an open database of either dialect. */
interface Connected {
  /** Entities, metadata and schema. Statements go through `kysely()` or the native client: they bind every value. */
  readonly orm: SqlMikroORM;
  /** What to show an operator, e.g. `SQLite data/typedo.sqlite`; without credentials. */
  readonly label: string;
  /** MikroORM's own Kysely instance, over the same connection or pool as everything else; its tables are not typed. */
  kysely(): Kysely<any>; // any: the library that takes it brings its own table types
  /** Resolves when the database answers and every migration has run; rejects after `ms` milliseconds. */
  ready(ms: number): Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface SqliteDatabase extends Connected {
  readonly dialect: 'sqlite';
  readonly file: string;
  /** The only connection that writes. */
  readonly writer: Sqlite.Database;
  /** The connection to read from now: the writer, unless a transaction is open on it. */
  reader(): Sqlite.Database;
  /**
   * Runs a function, until what it promises is settled, while no other transaction is open on the writer. It runs again, for a moment, when another
   * program holds the file.
   */
  exclusively<T>(run: (writer: Sqlite.Database) => T | Promise<T>): Promise<T>;
  /** Waits for other programs that hold the file. */
  readonly patiently: Patiently;
}

export interface PostgresDatabase extends Connected {
  readonly dialect: 'postgresql';
  readonly pool: Pool;
  /** Leads past the pooler, if there is one: for what belongs to a session. It holds the password. */
  readonly directUrl: string;
}

export type Database = SqliteDatabase | PostgresDatabase;

/** The databases that Typedo runs on. */
export type Dialect = Database['dialect'];

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database` or `sqlite:path/to/file`. */
  url: string;
  /** The same PostgreSQL past its pooler, if `url` names a pooler. */
  directUrl?: string | undefined;
  /** How many PostgreSQL connections are kept open (5) and how many there are at most (20). */
  pool?: { min: number; max: number } | undefined;
  /** Hold the lock that lets one server use a SQLite file. */
  exclusive?: boolean | undefined;
  /** Hears, in one line, that the database is away and when it is tried again. */
  onWait?: ((line: string) => void) | undefined;
  /** How long to wait for a database that is away, in milliseconds; five minutes by default. */
  waitMs?: number | undefined;
}

/**
 * Opens a database.
 *
 * @throws DatabaseError at once for what waiting does not mend (wrong credentials, an unknown database, a file in use), and
 * after `waitMs` for one that stays away.
 */
export async function createOrm(options: DatabaseOptions): Promise<Database> {
  // Only the driver that is needed is loaded.
  if (options.url.startsWith('sqlite:')) return (await import('./connect/sqlite.ts')).openSqlite(options);
  if (/^postgres(ql)?:\/\//.test(options.url)) return (await import('./connect/postgres.ts')).openPostgres(options);
  throw new DatabaseError('Invalid database URL: expected postgres://… or sqlite:…');
}
