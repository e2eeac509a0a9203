import { queryOn } from '../connect/postgres-query.ts';
import { inTransaction } from '../connect/postgres-transaction.ts';
import type { PostgresDatabase } from '../database.ts';
import { persistently } from '../task/attempts.postgres.ts';
import { mine, ownedBy } from '../task/owner.ts';
import type { Row } from '../task/stored-row.ts';
import { postgresSyntax } from '../task/syntax.ts';
import type { Transactions } from './transactions.ts';

/** Over PostgreSQL; the statements are planned each time, by the values that they come with. */
export function createPostgresTransactions({ pool }: PostgresDatabase): Transactions {
  return {
    read: async (text, values) => (await persistently(() => queryOn<Row>(pool, { text, values }))).rows,
    timeParameter: postgresSyntax.timeParameter,
    inOrder: (statements) =>
      persistently(() =>
        inTransaction(pool, async (client) => {
          for (const { sql, parameters } of statements) await client.query(sql, parameters);
        }),
      ),
    locks: (owner) =>
      [`select from heads where ${mine} for update`, `select from tasks where ${mine} order by id for update`].map(
        (sql) => ({ sql, parameters: ownedBy(owner) }),
      ),
  };
}
