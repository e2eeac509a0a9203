import type { Database } from '../database.ts';
import { closeAccount } from './close.ts';
import { eraseAccount } from './erase.ts';
import { transactionsOf, type Owner } from './transactions.ts';

/**
 * Closes an account and erases all that it owned, however long that takes. `now` is in milliseconds since 1970. Throws UNAVAILABLE, or
 * UNAUTHENTICATED when there is no such account; what was erased until then stays so, and `purgeAll` goes on with it.
 */
export async function deleteAccount(database: Database, owner: Owner, now: number): Promise<void> {
  const transactions = transactionsOf(database);
  await closeAccount(transactions, owner, now);
  await eraseAccount(transactions, owner);
}
