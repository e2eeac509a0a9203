import type { Database } from '../database.ts';
import type { Principal } from '../principal.ts';
import type { Run } from '../task/stored-row.ts';
import type { Syntax } from '../task/syntax.ts';
import type { Expiring } from './expired.ts';
import { createPostgresRows } from './old-rows.postgres.ts';
import { createSqliteRows } from './old-rows.sqlite.ts';

/** Whose rows are meant. */
export type Owner = Pick<Principal, 'userId'>;

/**
 * What the purge does with one database. Each deletion is one short transaction that takes what is still there, so that two purges, or
 * one that is repeated, do no harm. Throws UNAVAILABLE when the database cannot answer within bounds.
 */
export interface OldRows {
  read: Run;
  timeParameter: Syntax['timeParameter'];
  /** Deletes changes by their seqs and gives how many there were. */
  deleteChanges(owner: Owner, seqs: number[]): Promise<number>;
  /** Deletes outcomes by their mutation ids and gives how many there were. */
  deleteOutcomes(owner: Owner, ids: string[]): Promise<number>;
  /**
   * Deletes those of the tasks that are in the trash since before that moment, with their changes, and notes in the head that they are
   * gone. A task that was restored meanwhile stays. Gives how many rows went.
   */
  deleteTasks(owner: Owner, ids: string[], before: string): Promise<{ tasks: number; changes: number }>;
  /** Deletes, of the rows with the ids behind `after` up to `last`, those that expired before that moment, and gives how many there were. */
  deleteExpired(table: Expiring, ids: { after: string; last: string }, before: string): Promise<number>;
}

/** The purge's view of an open database. */
export function oldRowsOf(database: Database): OldRows {
  return database.dialect === 'sqlite' ? createSqliteRows(database) : createPostgresRows(database);
}
