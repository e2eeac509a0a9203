import type { Pool } from 'pg';
import { codeOf, isAway } from '../connect/postgres-errors.ts';
import { queryOn } from '../connect/postgres-pool.ts';
import type { PostgresDatabase } from '../database.ts';
import { persistently } from '../task/attempts.postgres.ts';
import { mine, ownedBy } from '../task/owner.ts';
import type { Row } from '../task/stored-row.ts';
import { postgresSyntax } from '../task/syntax.ts';
import type { Statement, Transactions } from './transactions.ts';

/** Over PostgreSQL; the statements are planned each time, by the values that they come with. */
export function createPostgresTransactions({ pool }: PostgresDatabase): Transactions {
  return {
    read: async (text, values) => (await persistently(() => queryOn<Row>(pool, { text, values }))).rows,
    timeParameter: postgresSyntax.timeParameter,
    inOrder: (statements) => persistently(() => inOneTransaction(pool, statements)),
    locks: (owner) =>
      [`select from tasks where ${mine} order by id for update`, `select from heads where ${mine} for update`].map(
        (sql) => ({ sql, parameters: ownedBy(owner) }),
      ),
  };
}

async function inOneTransaction(pool: Pool, statements: readonly Statement[]): Promise<void> {
  const client = await pool.connect();
  let broken: unknown;
  try {
    await client.query('begin');
    for (const { sql, parameters } of statements) await client.query(sql, parameters);
    await client.query('commit');
  } catch (error) {
    // After an error that the server named, the connection is good for the next one.
    if (/^[0-9A-Z]{5}$/.test(codeOf(error)) && !isAway(error))
      await client.query('rollback').catch((failure: unknown) => void (broken = failure));
    else broken = error;
    throw error;
  } finally {
    client.release(broken !== undefined);
  }
}
