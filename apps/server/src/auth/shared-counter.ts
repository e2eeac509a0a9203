import { whyFailed, type Database } from '@typedo/db';
import type { RateLimiterStoreAbstract } from 'rate-limiter-flexible';
import RateLimiterPostgres from 'rate-limiter-flexible/lib/RateLimiterPostgres.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';
import RateLimiterSQLite from 'rate-limiter-flexible/lib/RateLimiterSQLite.js';

/** How many points a key has in a window of so many seconds, which its first use begins. */
export interface Rule {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** A count in the database, which all servers share. Each function rejects with Refused and UNAVAILABLE while the database is away. */
export interface SharedCounter {
  /** Takes a point: 0 when there was one, or the whole seconds until there are points again. */
  take(key: string): Promise<number>;
  /** The whole seconds until there are points again; 0 when there are some. Takes none. */
  wait(key: string): Promise<number>;
  /** Gives a point back. */
  giveBack(key: string): Promise<void>;
  /** Begins a new window of the key. */
  begin(key: string): Promise<void>;
  /** The seconds that are left of the key's window; 0 when there is none. */
  left(key: string): Promise<number>;
}

const table = 'rate_limits';

/**
 * Makes a counter in the table of the database. Keys are written as they are given, so they must tell nothing. The library binds every value, and
 * makes neither a table nor a timer here.
 */
export function createSharedCounter(database: Database, { name, points, seconds }: Rule): SharedCounter {
  const limiter = limiterOver(database, { keyPrefix: name, points, duration: seconds });
  const run = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      // On SQLite its statements would otherwise get into a transaction that somebody else has open, and be rolled back with it.
      return await (database.dialect === 'sqlite' ? database.exclusively(act) : act());
    } catch (cause) {
      throw cause instanceof RateLimiterRes ? cause : whyFailed(cause);
    }
  };
  // The clock of the server that began the window may go before ours.
  const secondsOf = ({ msBeforeNext }: RateLimiterRes): number =>
    Math.max(1, Math.ceil(Math.min(msBeforeNext / 1000, seconds)));
  return {
    async take(key) {
      try {
        await run(() => limiter.consume(key));
        return 0;
      } catch (told) {
        if (!(told instanceof RateLimiterRes)) throw told;
        return secondsOf(told);
      }
    },
    async wait(key) {
      const found = await run(() => limiter.get(key));
      return found === null || found.remainingPoints > 0 ? 0 : secondsOf(found);
    },
    async giveBack(key) {
      await run(() => limiter.reward(key));
    },
    async begin(key) {
      await run(() => limiter.set(key, 1, seconds));
    },
    async left(key) {
      const found = await run(() => limiter.get(key));
      return found === null ? 0 : found.msBeforeNext / 1000;
    },
  };
}

function limiterOver(
  database: Database,
  rule: { keyPrefix: string; points: number; duration: number },
): RateLimiterStoreAbstract {
  const options = { ...rule, tableName: table, tableCreated: true, clearExpiredByTimeout: false };
  if (database.dialect === 'sqlite')
    return new RateLimiterSQLite({ ...options, storeClient: database.writer, storeType: 'better-sqlite3' });
  // Without the names that the library gives its statements: a pooler may not keep them from one to the next.
  const query = ({ text, values }: { text: string; values: unknown[] }) => database.pool.query(text, values);
  return new RateLimiterPostgres({ ...options, storeClient: { query }, storeType: 'pool' });
}

/** Deletes the rows that count no longer, at the time in milliseconds. */
export async function deleteExpired(database: Database, now: number): Promise<void> {
  await database.kysely().deleteFrom(table).where('expire', '<', now).execute();
}
