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

/** What has to be seen in the transaction that makes an account, and may refuse it by throwing. */
// `any`: to compare its tables with those of a statement is a tenth of this workspace's type check.
export type BeforeUser = (transaction: Kysely<any>) => Promise<void>;

/**
 * The database as the accounts' library needs it: statements go to the one pool or connection that everything else uses, with
 * two differences.
 *
 * A transaction begins with its first write. The library hashes a password inside one, for a tenth of a second; on SQLite
 * that would hold up every other caller, on PostgreSQL a connection of the pool.
 *
 * PostgreSQL's timestamps, which MikroORM leaves as text, become dates: the library compares them.
 *
 * `beforeUser` is asked in the transaction that makes an account, just before; what it throws ends the transaction.
 */
// `any`: the library brings its own table types.
export function authDatabase(database: Database, beforeUser?: BeforeUser): Kysely<any> {
  const dialect = database.dialect === 'sqlite' ? sqlite : postgresql;
  return new Kysely({ dialect: { ...dialect, createDriver: () => new LateTransactions(database, beforeUser) } });
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
  readonly #beforeUser: BeforeUser | undefined;

  constructor(database: Database, beforeUser: BeforeUser | undefined) {
    this.#database = database;
    this.#beforeUser = beforeUser;
  }

  async acquireConnection(): Promise<LateConnection> {
    return new LateConnection(this.#database, this.#beforeUser);
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
  readonly #beforeUser: BeforeUser | undefined;
  transactional = false;
  transaction: ControlledTransaction<any> | undefined; // as the database's own

  constructor(database: Database, beforeUser: BeforeUser | undefined) {
    this.#database = database;
    this.#beforeUser = beforeUser;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const kysely = this.#database.kysely();
    if (this.transactional && query.query.kind !== 'SelectQueryNode')
      this.transaction ??= await kysely.startTransaction().execute();
    if (this.#beforeUser && makesUser(query)) {
      if (!this.transaction) throw new Error('An account is made in a transaction');
      await this.#beforeUser(this.transaction);
    }
    const result = await (this.transaction ?? kysely).executeQuery<R>(query);
    return this.#database.dialect === 'sqlite' ? result : { ...result, rows: result.rows.map(withDates) };
  }

  // oxlint-disable-next-line require-yield -- the library never streams
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('The accounts are not read as a stream');
  }
}

function makesUser({ query }: CompiledQuery): boolean {
  return query.kind === 'InsertQueryNode' && query.into?.table.identifier.name === 'users';
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
