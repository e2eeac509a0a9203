import { MikroORM } from '@mikro-orm/postgresql';
import { Client, type ClientBase } from 'pg';
import type { DatabaseOptions, PostgresDatabase } from '../database.ts';
import { DatabaseError } from '../database-error.ts';
import { addDialectRules } from '../dialect-rules.ts';
import { entities } from '../entities.ts';
import { assertMigrated } from '../migrations/applied.ts';
import { journal } from '../migrations/options.ts';
import { withinMs } from './deadline.ts';
import { clientConfig, limits } from './postgres-client.ts';
import { explain, isAway } from './postgres-errors.ts';
import { createPool, dialectOver } from './postgres-pool.ts';
import { directUrlOf, parsePostgresUrl, type PostgresAddress } from './postgres-url.ts';
import { waitFor } from './wait.ts';

/**
 * Opens a PostgreSQL of version 17 or later with UTF-8, waiting for one that is away. `patient` is for what may take long, such
 * as a migration: no statement is cut short, whatever the database allows otherwise. `mapped` are the entities that the ORM knows: discovering
 * them takes time at each start.
 */
export async function openPostgres(
  options: DatabaseOptions,
  { patient = false, mapped = entities } = {},
): Promise<PostgresDatabase> {
  const address = parsePostgresUrl(options.url);
  const { label, rows } = await askPostgres(
    options,
    `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`,
  );
  for (const { version, encoding } of rows)
    assertSupported({ version: Number(version), encoding: String(encoding) }, label);
  const { database, pooled } = address;
  const { min = 5, max = 20 } = options.pool ?? {};
  const pool = createPool({
    ...clientConfig(address),
    ...(patient ? {} : { query_timeout: limits.answer }),
    // A pooler refuses the settings of a session; there the server's own limits hold, and the client's.
    ...(patient || pooled
      ? {}
      : { statement_timeout: limits.statement, idle_in_transaction_session_timeout: limits.statement }),
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, though its type does not say so
    ...(patient && !pooled ? { onConnect: liftLimits } : {}),
    min,
    max,
    idleTimeoutMillis: limits.idle,
  });
  const orm = new MikroORM({
    entities: mapped,
    dbName: database,
    driverOptions: dialectOver(pool),
    ensureDatabase: false,
    discovery: { onMetadata: addDialectRules, warnWhenNoEntities: false },
    migrations: { tableName: journal }, // which the entities need not describe
    logger: () => {}, // what matters reaches the caller as an error
  });
  let closing: Promise<void> | undefined;
  // The pool first: it waits for every connection that somebody asked for. Kysely, closed while one is being made, would lose it.
  const close = () => (closing ??= pool.end().then(() => orm.close(true)));
  return {
    dialect: 'postgresql',
    orm,
    pool,
    directUrl: options.directUrl ?? directUrlOf(options.url),
    label,
    kysely: () => orm.em.fork().getKysely(),
    ready: (ms) =>
      withinMs(
        ms,
        assertMigrated('postgresql', async (sql) => (await pool.query<Record<string, unknown>>(sql)).rows),
      ),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The database and its role may have limits of their own; those of some hosts are two minutes. */
async function liftLimits(client: ClientBase): Promise<void> {
  await client.query(
    'set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0; set transaction_timeout = 0',
  );
}

/**
 * Asks a PostgreSQL one thing on a connection of its own, waiting for one that is away. Gives its label, which holds no credentials, as well.
 *
 * @throws DatabaseError as `createOrm` does.
 */
export async function askPostgres(
  { url, onWait, waitMs = limits.wait }: Pick<DatabaseOptions, 'url' | 'onWait' | 'waitMs'>,
  sql: string,
): Promise<{ label: string; rows: Row[] }> {
  const address = parsePostgresUrl(url);
  const label = `PostgreSQL ${address.host}:${address.port}/${address.database}`;
  const rows = await waitFor({
    what: label,
    advice: 'Is it running, and is the database URL right?',
    attempt: () => attempt(address, label, sql),
    isAway,
    onWait,
    waitMs,
  });
  return { label, rows };
}

type Row = Record<string, unknown>;

async function attempt(address: PostgresAddress, label: string, sql: string): Promise<Row[]> {
  const client = new Client({ ...clientConfig(address), query_timeout: limits.answer });
  client.on('error', () => {}); // a line that breaks fails the query; without a listener it would end the process
  try {
    await client.connect();
    return (await client.query<Row>(sql)).rows;
  } catch (error) {
    throw explain(error, label);
  } finally {
    await withinMs(limits.close, client.end()).catch(() => {});
  }
}

interface Server {
  /** E.g. 180004 */
  version: number;
  encoding: string;
}

/** Lengths count code points, which takes UTF-8; the search needs a collation that came with version 17. */
export function assertSupported({ version, encoding }: Server, label: string): void {
  if (version < 170_000) {
    throw new DatabaseError(
      `${label} is version ${Math.trunc(version / 10_000)}. Typedo needs PostgreSQL 17 or later.`,
    );
  }
  if (encoding !== 'UTF8') {
    throw new DatabaseError(
      `${label} is encoded in ${encoding}. Typedo needs a database that was made with encoding UTF8.`,
    );
  }
}
