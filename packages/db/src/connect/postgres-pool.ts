import { createPostgreSqlTypeParsers } from '@mikro-orm/sql';
import { PostgresDialect, type PostgresPoolClient } from 'kysely';
import { Pool, TypeOverrides, types, type PoolClient, type PoolConfig } from 'pg';

/** Makes a pool that keeps no connection which its next user could not use. A connection that breaks ends nothing else. */
export function createPool(config: PoolConfig): Pool {
  const pool = new Pool({ ...config, types: mikroOrmTypes() });
  // Without listeners these errors would end the process. The pool drops the connection; a query that is under way rejects.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  // The pool takes a connection back with its query unanswered, or in the middle of a transaction, when whoever used it gave
  // up. The next to get it would wait for the one, and write into the other.
  pool.on('release', (_error, client) => {
    const answered = !('readyForQuery' in client) || client.readyForQuery === true;
    if (!answered || client.getTransactionStatus() !== 'I') void client.end();
  });
  return pool;
}

/** Kysely over the pool, which stays open when Kysely is closed. */
export function dialectOver(pool: Pool): PostgresDialect {
  return new PostgresDialect({
    pool: { options: pool.options, connect: async () => lease(await pool.connect()), end: async () => {} },
  });
}

/**
 * Kysely keeps a connection for ever on which a transaction could not begin or be rolled back, as is the rule when the line
 * breaks: a few outages would exhaust the pool. So such a connection goes back at once, as broken.
 */
function lease(client: PoolClient): PostgresPoolClient {
  let released = false;
  const release = (broken?: boolean) => {
    if (!released) client.release(broken);
    released = true;
  };
  const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
    try {
      return await client.query(sql, [...parameters]);
    } catch (error) {
      if (/^(begin|start transaction|commit|rollback)\b(?! to)/.test(sql)) release(true);
      throw error;
    }
  };
  // Of the two forms of `query` the other takes a cursor, which only streams use; the driver's results are what Kysely expects.
  return { query: query as PostgresPoolClient['query'], release: () => release() };
}

/** MikroORM wants moments as the database writes them, and makes dates of them itself. */
function mikroOrmTypes(): TypeOverrides {
  const overrides = new TypeOverrides();
  // The driver's parser of text[] (1009), which its types do not know.
  const parseTexts = (types.getTypeParser as (type: number) => (text: string) => string[])(1009);
  for (const [type, parse] of Object.entries(createPostgreSqlTypeParsers(parseTexts))) {
    overrides.setTypeParser(Number(type), parse);
  }
  return overrides;
}
