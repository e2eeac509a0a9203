import { setImmediate as turn } from 'node:timers/promises';
import { withinMs } from '../connect/deadline.ts';
import type { Database } from '../database.ts';
import { causeOf } from '../failure.ts';
import { Refused } from '../refused.ts';
import { oldRowsOf } from './old-rows.ts';
import { purgeUser } from './purge-user.ts';

/** Purges the old rows of whoever writes, in the background. It does nothing while nobody writes: an idle database can sleep. */
export interface Purger extends AsyncDisposable {
  /** Is to hear of every write. Purges what is old of this user soon, if that was not done within the last hour. */
  wrote(this: void, userId: string): void;
}

export interface PurgerOptions {
  database: Database;
  /** Tells the time in milliseconds since 1970. */
  clock: () => number;
  /** Hears in one line what failed, and why. It is tried again at the user's first write an hour later. */
  onTrouble: (line: string, cause: unknown) => void;
}

const hourMs = 60 * 60 * 1000;

/** How many users are purged in an hour at most: so many are remembered, and wait. */
const capacity = 10_000;

/** Milliseconds that disposing waits for a batch under way. */
const patience = 1_000;

/** Makes the purger of this process. Disposing stops it within a second; the database is to be closed after it. */
export function createPurger({ database, clock, onTrouble }: PurgerOptions): Purger {
  const rows = oldRowsOf(database);
  const stop = new AbortController();
  const lastTimes = new Map<string, number>();
  const waiting = new Set<string>();
  let working = false;
  let work = Promise.resolve();

  async function workOff(): Promise<void> {
    working = true;
    for (const userId of waiting) {
      await turn(); // the write is answered first
      if (stop.signal.aborted) break;
      waiting.delete(userId);
      await purgeUser(rows, { userId }, clock(), stop.signal).catch(report);
    }
    working = false;
  }

  function report(error: unknown): void {
    if (stop.signal.aborted) return;
    onTrouble('Old rows of an account could not be purged; the next try is in an hour', causeOf(error));
    // A database that is away is so for all who wait: one line says it.
    if (error instanceof Refused) waiting.clear();
  }

  return {
    wrote(userId) {
      const now = clock();
      const last = lastTimes.get(userId);
      const recently = last !== undefined && Math.abs(now - last) < hourMs;
      const [oldest = -Infinity] = lastTimes.values();
      // Whoever is not remembered would be purged again with each write.
      const full = lastTimes.size >= capacity && Math.abs(now - oldest) < hourMs;
      if (recently || full || stop.signal.aborted) return;
      lastTimes.delete(userId); // so that it comes last, and is forgotten last
      remember(lastTimes, userId, now);
      waiting.add(userId);
      if (!working) work = workOff();
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await withinMs(patience, work).catch(() => {});
    },
  };
}

function remember(lastTimes: Map<string, number>, userId: string, now: number): void {
  lastTimes.set(userId, now);
  for (const oldest of lastTimes.keys()) {
    if (lastTimes.size <= capacity) return;
    lastTimes.delete(oldest);
  }
}
