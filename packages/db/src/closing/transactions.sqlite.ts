import type { SqliteDatabase } from '../database.ts';
import { numbered, whenFree } from '../task/native.sqlite.ts';
import type { Row } from '../task/stored-row.ts';
import { sqliteSyntax } from '../task/syntax.ts';
import type { Transactions } from './transactions.ts';

/** Over SQLite, where each is one synchronous transaction, so that nobody else has a lock to wait for. */
export function createSqliteTransactions(database: SqliteDatabase): Transactions {
  return {
    read: (sql, parameters) =>
      whenFree(database, async () => database.reader().prepare<unknown[], Row>(sql).all(numbered(parameters))),
    timeParameter: sqliteSyntax.timeParameter,
    inOrder: (statements) =>
      whenFree(database, () =>
        database.exclusively((writer) =>
          writer
            .transaction(() => {
              for (const { sql, parameters } of statements) writer.prepare(sql).run(numbered(parameters));
            })
            .immediate(),
        ),
      ),
    locks: () => [],
  };
}
