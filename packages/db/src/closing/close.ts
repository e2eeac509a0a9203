import { mine, ownedBy } from '../task/owner.ts';
import { toTime } from '../task/wire-time.ts';
import type { Owner, Statement, Transactions } from './transactions.ts';

/**
 * Closes an account in one short transaction: whatever proves that somebody is its person goes, its name and e-mail too, so that the
 * address is free at once. What it owned is left to the erasure, which begins where a closing is noted. To close it again changes
 * nothing. `now` is in milliseconds since 1970. Throws UNAVAILABLE, or UNAUTHENTICATED when there is no such account.
 */
export async function closeAccount(transactions: Transactions, owner: Owner, now: number): Promise<void> {
  const { inOrder, timeParameter } = transactions;
  await inOrder([
    ...withoutProofs(owner),
    { sql: forgetPersonSql, parameters: ownedBy(owner) },
    { sql: noteClosingSql, parameters: ownedBy(owner, timeParameter(toTime(now))) },
  ]);
}

/**
 * Deletes what a person or program proves itself by, in the order in which the accounts' library writes. A sign-in that was under way while
 * the account was closed may have left a session behind it: so every step of the erasure does this too.
 */
export function withoutProofs(owner: Owner): Statement[] {
  return ['credentials', 'sessions', 'api_keys'].map((table) => ({
    sql: `delete from ${table} where ${mine}`,
    parameters: ownedBy(owner),
  }));
}

/** No address looks like this, so that nobody can sign up with it; the id makes it unique. */
const forgetPersonSql = `update users set name = '', email = 'closed:' || id, image = null where id = $1`;

const noteClosingSql = 'insert into closings (user_id, at) values ($1, $2) on conflict (user_id) do nothing';
