import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { limits } from './postgres-client.ts';
import { isBroken } from './postgres-errors.ts';
import { onClient } from './postgres-transaction.ts';
import { createTexts, type NamedStatement, type Step, type TextRow } from './text-query.postgres.ts';

/**
 * Runs one statement on a connection of the pool. The pool's own `query` drops the connection after any error; this one keeps
 * it when the server only refused the statement, as it does when two attempts of one mutation collide.
 */
export function queryOn<R extends QueryResultRow>(pool: Pool, statement: QueryConfig): Promise<QueryResult<R>> {
  return leased(pool, (client) => client.query<R>(statement));
}

/** What {@link Texts} do, on connections of a pool. */
export interface TextsOn {
  /** Runs one statement, and keeps the connection as {@link queryOn} keeps it. */
  read(statement: NamedStatement, values: readonly unknown[]): Promise<TextRow[]>;
  /** Runs a function that begins and commits a transaction by itself, as `onClient` does. */
  transaction<T>(run: (readEach: (steps: readonly Step[]) => Promise<TextRow[][]>) => Promise<T>): Promise<T>;
}

/** Makes it for a pool, with the pool's own limit on the wait. */
export function createTextsOn(pool: Pool): TextsOn {
  const texts = createTexts(pool.options.query_timeout ?? limits.answer);
  return {
    read: (statement, values) =>
      new Promise((resolve, reject) => {
        // By the pool's callback: its promise costs a small read as much as its mapping.
        pool.connect((failed, client) => {
          if (client) resolve(released(client, () => texts.read(client, { statement, values })));
          else reject(failed ?? new Error('The pool gave no connection'));
        });
      }),
    transaction: (run) => onClient(pool, (client) => run((steps) => texts.readEach(client, steps))),
  };
}

async function leased<T>(pool: Pool, run: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  return released(client, () => run(client));
}

/** Runs something on a connection and gives it back to its pool. */
async function released<T>(client: PoolClient, run: () => Promise<T>): Promise<T> {
  let broken = false;
  try {
    return await run();
  } catch (error) {
    broken = isBroken(error);
    throw error;
  } finally {
    client.release(broken);
  }
}
