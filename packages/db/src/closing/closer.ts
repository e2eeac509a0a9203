import { setTimeout as sleep } from 'node:timers/promises';
import { withinMs } from '../connect/deadline.ts';
import type { Database } from '../database.ts';
import { causeOf } from '../failure.ts';
import { closeAccount } from './close.ts';
import { closedAccounts, eraseAccount } from './erase.ts';
import { transactionsOf, type Owner } from './transactions.ts';

/** Closes accounts at once, and erases what they owned behind the answers. */
export interface Closer extends AsyncDisposable {
  /** Closes an account: nothing proves its person any more, its e-mail is free. Throws UNAVAILABLE, or UNAUTHENTICATED for one that is gone. */
  close(this: void, owner: Owner): Promise<void>;
  /** Resolves when a closed account is erased, but after two seconds at the latest: the erasure goes on then. */
  erased(this: void, owner: Owner): Promise<void>;
  /** Goes on with the erasures that another process began and did not end. */
  resume(this: void): void;
}

export interface CloserOptions {
  database: Database;
  /** Tells the time in milliseconds since 1970. */
  clock: () => number;
  /** Hears in one line what failed, and what was thrown. It is tried again. */
  onTrouble: (line: string, cause: unknown) => void;
  /** How long {@link Closer.erased} waits, and until what failed is tried again, if not as usual; in milliseconds. */
  times?: Partial<Times>;
}

interface Times {
  answerMs: number;
  retryMs: number;
}

const usual: Times = { answerMs: 2_000, retryMs: 30_000 };

/** Milliseconds that disposing waits for a transaction under way. */
const patience = 1_000;

/** Makes the closer of this process. Disposing stops it within a second; the database is to be closed after it. */
export function createCloser({ database, clock, onTrouble, times = {} }: CloserOptions): Closer {
  const { answerMs, retryMs } = { ...usual, ...times };
  const transactions = transactionsOf(database);
  const stop = new AbortController();
  /** The accounts to be erased, one after the other, and who hears of each. */
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  let working = false;
  let work = Promise.resolve();
  let finding = Promise.resolve();

  async function workOff(): Promise<void> {
    working = true;
    for (const [userId, { resolve }] of waiting) {
      const erased = await attempt(() => eraseAccount(transactions, { userId }, stop.signal));
      if (!erased) break;
      waiting.delete(userId);
      resolve();
    }
    working = false;
  }

  async function findAll(): Promise<void> {
    erase((await attempt(() => closedAccounts(transactions))) ?? []);
  }

  /** Tries until it succeeds; undefined when this process stops before. */
  async function attempt<T>(run: () => Promise<T>): Promise<T | undefined> {
    while (!stop.signal.aborted) {
      try {
        return await run();
      } catch (error) {
        if (stop.signal.aborted) break;
        onTrouble('What deleted accounts owned could not be erased; it is tried again', causeOf(error));
        await sleep(retryMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});
      }
    }
    return undefined;
  }

  function erase(userIds: readonly string[]): void {
    for (const userId of userIds) if (!waiting.has(userId)) waiting.set(userId, Promise.withResolvers());
    if (!working && waiting.size > 0) work = workOff();
  }

  return {
    async close(owner) {
      await closeAccount(transactions, owner, clock());
      erase([owner.userId]);
    },
    async erased({ userId }) {
      await withinMs(answerMs, waiting.get(userId)?.promise ?? Promise.resolve()).catch(() => {});
    },
    resume() {
      finding = findAll();
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await withinMs(patience, Promise.all([finding, work])).catch(() => {});
    },
  };
}
