import { eraseClosed } from '../closing/erase.ts';
import { transactionsOf } from '../closing/transactions.ts';
import type { Database } from '../database.ts';
import type { Run } from '../task/stored-row.ts';
import { deleteExpired, type Expired } from './expired.ts';
import { oldRowsOf } from './old-rows.ts';
import { purgeUser, type Purged } from './purge-user.ts';

/** How many accounts are asked for at once. */
const pageSize = 1_000;

/**
 * Purges what is older than the contract's limits, of all accounts, and sessions and keys that have expired; erases what deleted accounts still
 * own. `now` is in milliseconds since 1970. Gives how many rows went, of how many accounts, and how many accounts were erased. Throws UNAVAILABLE;
 * what was purged until then stays so.
 */
export async function purgeAll(
  database: Database,
  now: number,
): Promise<Purged & { accounts: number; erased: number; expired: Expired }> {
  const erased = await eraseClosed(transactionsOf(database));
  const rows = oldRowsOf(database);
  const expired = await deleteExpired(rows, now);
  const total = { tasks: 0, changes: 0, outcomes: 0, accounts: 0, erased, expired };
  for await (const userId of userIds(rows.read)) {
    const { tasks, changes, outcomes } = await purgeUser(rows, { userId }, now);
    total.tasks += tasks;
    total.changes += changes;
    total.outcomes += outcomes;
    if (tasks + changes + outcomes > 0) total.accounts++;
  }
  return total;
}

async function* userIds(read: Run): AsyncGenerator<string> {
  for (let after = '', more = true; more;) {
    const page = await read('select id from users where id > $1 order by id limit $2', [after, pageSize]);
    const ids = page.map((row) => String(row['id']));
    yield* ids;
    after = ids.at(-1) ?? after;
    more = ids.length === pageSize;
  }
}
