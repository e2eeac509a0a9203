import { setTimeout as sleep } from 'node:timers/promises';
import { mine, ownedBy } from '../task/owner.ts';
import { withoutProofs } from './close.ts';
import type { Owner, Transactions } from './transactions.ts';

/**
 * What an account may own without end: each table's own key behind the user's, what is smaller than every value of it, and how many rows one
 * transaction deletes at most, so that nobody waits long for it. A task is in six indexes, whose pages lie far apart.
 */
const tables = [
  { table: 'tasks', key: 'id', least: '00000000-0000-0000-0000-000000000000', batch: 100 },
  { table: 'changes', key: 'seq', least: -1, batch: 500 },
  { table: 'mutations', key: 'id', least: '00000000-0000-0000-0000-000000000000', batch: 500 },
] as const;

/**
 * Erases what a closed account owned, in short transactions with rests between them, and at the end the account itself with what may have
 * been written meanwhile by who did not know yet: behind that, nothing of it can be written. Any number may do so at once, and whoever is
 * interrupted can begin again. Whether it came to the end: it ends early, between two transactions, when `signal` is aborted. Throws
 * UNAVAILABLE; what was erased until then stays so.
 */
export async function eraseAccount(transactions: Transactions, owner: Owner, signal?: AbortSignal): Promise<boolean> {
  let began = performance.now();
  for await (const _ of batches(transactions, owner)) {
    if (signal?.aborted) return false;
    // As long a rest as the batch took: whoever waits for the event loop, or in another process for the file, comes first.
    await sleep(performance.now() - began);
    began = performance.now();
  }
  return true;
}

/** Erases all closed accounts, the oldest first, and gives how many there were. Throws UNAVAILABLE. */
export async function eraseClosed(transactions: Transactions, signal?: AbortSignal): Promise<number> {
  const userIds = await closedAccounts(transactions);
  let erased = 0;
  for (const userId of userIds) if (await eraseAccount(transactions, { userId }, signal)) erased++;
  return erased;
}

/** The ids of the accounts that are closed and not erased, the oldest first. Throws UNAVAILABLE. */
export async function closedAccounts({ read }: Transactions): Promise<string[]> {
  const rows = await read('select user_id from closings order by at, user_id', []);
  return rows.map((row) => String(row['user_id']));
}

async function* batches({ read, inOrder, locks }: Transactions, owner: Owner): AsyncGenerator<void, void> {
  for (const { table, key, least, batch } of tables) {
    // A page that is not full is the last: who still writes must not keep us here for ever.
    for (let after: unknown = least, full = true; full;) {
      const next = `select ${key} as key from ${table} where ${mine} and ${key} > $2 order by ${key} limit ${batch}`;
      const page = await read(next, ownedBy(owner, after));
      const last = page.at(-1)?.['key'];
      if (last === undefined) break;
      const sql = `delete from ${table} where ${mine} and ${key} > $2 and ${key} <= $3`;
      yield inOrder([...withoutProofs(owner), { sql, parameters: ownedBy(owner, after, last) }]);
      after = last;
      full = page.length === batch;
    }
  }
  // The keys that refer to the account delete with it what is left.
  yield inOrder([...locks(owner), { sql: 'delete from users where id = $1', parameters: ownedBy(owner) }]);
}
