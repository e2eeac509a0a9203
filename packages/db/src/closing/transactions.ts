import type { Database } from '../database.ts';
import type { Principal } from '../principal.ts';
import type { Run } from '../task/stored-row.ts';
import type { Syntax } from '../task/syntax.ts';
import { createPostgresTransactions } from './transactions.postgres.ts';
import { createSqliteTransactions } from './transactions.sqlite.ts';

/** Whose account is meant. */
export type Owner = Pick<Principal, 'userId'>;

/** One statement, and the values that it binds. */
export interface Statement {
  sql: string;
  parameters: unknown[];
}

/**
 * What closing and erasing do with one database. A transaction may be repeated when the line broke, so each must be harmless to repeat.
 * Throws UNAVAILABLE when the database cannot answer within bounds, UNAUTHENTICATED when there is no such account.
 */
export interface Transactions {
  read: Run;
  timeParameter: Syntax['timeParameter'];
  /** Runs statements in their order, all or none. */
  inOrder(this: void, statements: readonly Statement[]): Promise<void>;
  /** Takes the locks of every write, in their order, so that who deletes the account behind them waits for no write that waits for it. */
  locks(this: void, owner: Owner): Statement[];
}

/** These transactions over an open database. */
export function transactionsOf(database: Database): Transactions {
  return database.dialect === 'sqlite' ? createSqliteTransactions(database) : createPostgresTransactions(database);
}
