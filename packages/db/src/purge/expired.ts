import { setTimeout as sleep } from 'node:timers/promises';
import type { OldRows } from './old-rows.ts';
import { batch, expiringSql } from './statements.ts';

/** What proves a person or a program for a time. */
export type Expiring = 'sessions' | 'api_keys';

/** How many rows were deleted. */
export interface Expired {
  sessions: number;
  keys: number;
}

/** How long a key that has expired stays in its person's list, in days, so that who wonders why a program fails finds the reason. */
const keyDays = 30;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Deletes the sessions of all accounts that have expired, and the keys that did so 30 days ago, in short transactions with rests between them. `now`
 * is in milliseconds since 1970. Throws UNAVAILABLE; what was deleted until then stays so.
 */
export async function deleteExpired(rows: OldRows, now: number): Promise<Expired> {
  return {
    sessions: await deleteFrom(rows, 'sessions', now),
    keys: await deleteFrom(rows, 'api_keys', now - keyDays * dayMs),
  };
}

/** Goes through the table by its ids, since nothing else looks rows up by when they expire, and an index would cost every sign-in. */
async function deleteFrom(rows: OldRows, table: Expiring, before: number): Promise<number> {
  const moment = new Date(before).toISOString(); // as the library writes its times, on both databases
  let deleted = 0;
  for (let after = '', full = true; full;) {
    const began = performance.now();
    const page = await rows.read(expiringSql(table), [after, moment]);
    const last = page.map((row) => String(row['id'])).at(-1) ?? after;
    if (page.some((row) => row['old'])) deleted += await rows.deleteExpired(table, { after, last }, moment);
    after = last;
    full = page.length === batch.rows;
    // As long a rest as the batch took: whoever waits for the event loop, or in another process for the file, comes first.
    if (full) await sleep(performance.now() - began);
  }
  return deleted;
}
