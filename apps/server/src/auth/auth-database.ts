import type { Database } from '@typedo/db';
import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type ControlledTransaction,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';

/**
 * The database as the accounts' library needs it: statements go to the one pool or connection that everything else uses, with
 * two differences.
 *
 * A transaction begins with its first write. The library hashes a password inside one, for a tenth of a second; on SQLite
 * that would hold up every other caller, on PostgreSQL a connection of the pool.
 *
 * PostgreSQL's timestamps, which MikroORM leaves as text, become dates: the library compares them.
 */
// `any`: the library brings its own table types.
export function authDatabase(database: Database): Kysely<any> {
  const dialect = database.dialect === 'sqlite' ? sqlite : postgresql;
  return new Kysely({ dialect: { ...dialect, createDriver: () => new LateTransactions(database) } });
}

const sqlite: Omit<Dialect, 'createDriver'> = {
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
};

const postgresql: Omit<Dialect, 'createDriver'> = {
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
};

class LateTransactions implements Driver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async acquireConnection(): Promise<LateConnection> {
    return new LateConnection(this.#database);
  }

  async beginTransaction(connection: LateConnection): Promise<void> {
    connection.transactional = true;
  }

  async commitTransaction(connection: LateConnection): Promise<void> {
    await connection.transaction?.commit().execute();
  }

  async rollbackTransaction(connection: LateConnection): Promise<void> {
    await connection.transaction?.rollback().execute();
  }

  async init(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

class LateConnection implements DatabaseConnection {
  readonly #database: Database;
  transactional = false;
  transaction: ControlledTransaction<unknown> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const kysely = this.#database.kysely();
    if (this.transactional && query.query.kind !== 'SelectQueryNode')
      this.transaction ??= await kysely.startTransaction().execute();
    const result = await (this.transaction ?? kysely).executeQuery<R>(query);
    return this.#database.dialect === 'sqlite' ? result : { ...result, rows: result.rows.map(withDates) };
  }

  // oxlint-disable-next-line require-yield -- the library never streams
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('The accounts are not read as a stream');
  }
}

/** Only columns of moments have such names. */
function withDates<R>(row: R): R {
  const entries = Object.entries(row as object); // a row is an object
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isMoment(name, value) ? new Date(value) : value]),
  ) as R; // the same keys
}

function isMoment(name: string, value: unknown): value is string {
  return typeof value === 'string' && (name.endsWith('_at') || name === 'last_request');
}
