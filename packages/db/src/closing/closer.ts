import { setTimeout as sleep } from 'node:timers/promises';
import { withinMs } from '../connect/deadline.ts';
import type { Database } from '../database.ts';
import { causeOf } from '../failure.ts';
import { closeAccount } from './close.ts';
import { closedAccounts, eraseAccount } from './erase.ts';
import { createErasures } from './erasures.ts';
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
  const onFailure = (error: unknown) =>
    onTrouble('What deleted accounts owned could not be erased; it is tried again', causeOf(error));
  const erase = (userId: string) => eraseAccount(transactions, { userId }, stop.signal);
  const erasures = createErasures({ erase, onFailure, retryMs, stop: stop.signal });
  let finding = Promise.resolve();

  /** Tries until it succeeds, or this process stops. */
  async function findAll(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        return erasures.add(await closedAccounts(transactions));
      } catch (error) {
        if (stop.signal.aborted) return;
        onFailure(error);
        await sleep(retryMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});
      }
    }
  }

  return {
    async close(owner) {
      await closeAccount(transactions, owner, clock());
      erasures.add([owner.userId]);
    },
    async erased({ userId }) {
      await withinMs(answerMs, erasures.erased(userId)).catch(() => {});
    },
    resume() {
      finding = findAll();
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await withinMs(patience, Promise.all([finding, erasures.ended()])).catch(() => {});
    },
  };
}
