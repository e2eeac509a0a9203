import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { codeOf, isAway } from './postgres-errors.ts';
import { readTexts, type NamedStatement, type TextRow } from './text-query.postgres.ts';

/**
 * Runs one statement on a connection of the pool. The pool's own `query` drops the connection after any error; this one keeps
 * it when the server only refused the statement, as it does when two attempts of one mutation collide.
 */
export function queryOn<R extends QueryResultRow>(pool: Pool, statement: QueryConfig): Promise<QueryResult<R>> {
  return leased(pool, (client) => client.query<R>(statement));
}

/** Reads rows as texts on a connection of the pool, which is kept as {@link queryOn} keeps it. */
export function readTextsOn(pool: Pool, statement: NamedStatement, values: readonly unknown[]): Promise<TextRow[]> {
  return leased(pool, (client) => readTexts(client, statement, values));
}

async function leased<T>(pool: Pool, run: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await run(client);
  } catch (error) {
    broken = isAway(error) || codeOf(error).length !== 5;
    throw error;
  } finally {
    client.release(broken);
  }
}
