import { setTimeout as sleep } from 'node:timers/promises';

/** Accounts that are erased one after the other. */
export interface Erasures {
  /** Lets accounts wait for their turn; one that waits already keeps its place. */
  add(this: void, userIds: readonly string[]): void;
  /** Resolves when the account is erased; at once when it does not wait to be. */
  erased(this: void, userId: string): Promise<void>;
  /** Resolves when none is under way, or, when this process stops, none will be. */
  ended(this: void): Promise<void>;
}

export interface ErasuresOptions {
  /** Erases one account, whether it came to the end; it ends early when this process stops. */
  erase: (userId: string) => Promise<boolean>;
  /** Hears what was thrown. The account is tried again. */
  onFailure: (cause: unknown) => void;
  /** Milliseconds until an account that failed is tried again. */
  retryMs: number;
  /** Tells when this process stops. */
  stop: AbortSignal;
}

interface Waiting {
  readonly heard: PromiseWithResolvers<void>;
  /** When its turn may come, as `performance.now()` tells the time. */
  readonly from: number;
}

/** Makes an empty row of accounts. One that cannot be erased goes to its end, and holds up no other. */
export function createErasures({ erase, onFailure, retryMs, stop }: ErasuresOptions): Erasures {
  const waiting = new Map<string, Waiting>();
  let working = false;
  let work = Promise.resolve();
  let rest = new AbortController();

  async function workOff(): Promise<void> {
    working = true;
    while (waiting.size > 0 && !stop.aborted) {
      const next = waiting.entries().find(([, { from }]) => from <= performance.now());
      await (next ? take(...next) : untilOneMay());
    }
    working = false;
  }

  async function take(userId: string, { heard }: Waiting): Promise<void> {
    try {
      if (!(await erase(userId))) return;
      waiting.delete(userId);
      heard.resolve();
    } catch (error) {
      if (stop.aborted) return;
      onFailure(error);
      waiting.delete(userId); // so that it comes after the others
      waiting.set(userId, { heard, from: performance.now() + retryMs });
    }
  }

  /** All that is left has failed: rests until the first may be tried again, or another comes. */
  async function untilOneMay(): Promise<void> {
    rest = new AbortController();
    const first = Math.min(...waiting.values().map(({ from }) => from));
    const signal = AbortSignal.any([stop, rest.signal]);
    await sleep(Math.max(1, first - performance.now()), undefined, { signal, ref: false }).catch(() => {});
  }

  return {
    add(userIds) {
      for (const userId of userIds)
        if (!waiting.has(userId)) waiting.set(userId, { heard: Promise.withResolvers(), from: 0 });
      rest.abort();
      if (!working && waiting.size > 0) work = workOff();
    },
    erased: (userId) => waiting.get(userId)?.heard.promise ?? Promise.resolve(),
    ended: () => work,
  };
}
