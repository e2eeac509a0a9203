import type { Pool, PoolClient } from 'pg';
import { isBroken } from './postgres-errors.ts';
import type { Step } from './text-query.postgres.ts';

/** Runs a function in a transaction, on a connection of the pool, which goes back in good order or as broken. Gives what the function gives. */
export function inTransaction<T>(pool: Pool, run: (client: PoolClient) => Promise<T>): Promise<T> {
  return onClient(pool, async (client) => {
    await client.query('begin');
    const result = await run(client);
    await client.query('commit');
    return result;
  });
}

/** Steps that begin and end a transaction, for a function that sends them among its own. */
export const begin: Step = { statement: { name: 'typedo-begin', text: 'begin' }, values: [] };
export const commit: Step = { statement: { name: 'typedo-commit', text: 'commit' }, values: [] };

/** Does the same with a function that begins and commits by itself. */
export async function onClient<T>(pool: Pool, run: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: unknown;
  try {
    return await run(client);
  } catch (error) {
    if (isBroken(error)) broken = error;
    else await client.query('rollback').catch((failure: unknown) => void (broken = failure));
    throw error;
  } finally {
    client.release(broken !== undefined);
  }
}
