/**
 * Wakes who follows a user's tasks. A wake-up says that something may have changed, never what: whoever is woken reads from its own
 * cursor. So one that is lost or comes twice costs time only.
 */
export interface WakeUps extends AsyncDisposable {
  /** Calls `wake` whenever the user's tasks may have changed, until the returned function is called. `wake` must not throw. */
  subscribe(userId: string, wake: () => void): () => void;
  /** Wakes the user's subscribers, those of other servers as well. To be called after the commit; nobody waits for it. */
  wake(this: void, userId: string): void;
  stats(): WakeUpStats;
}

/** How wake-ups are doing. */
export interface WakeUpStats {
  /** Whether other servers' wake-ups come as notifications. They are polled for otherwise, while anybody subscribes. */
  readonly listening: boolean;
  /** How often listening broke, or could not begin. Tries of one outage count once. */
  readonly breaks: number;
  /** How many wake-ups of this server's could not be sent to the others. They find them by polling. */
  readonly unsent: number;
  readonly subscribers: number;
}

/** Wake-ups within one process, for a database that no other server uses. */
export function createMemoryWakeUps(): WakeUps {
  const subscribers = createSubscribers();
  return {
    subscribe: subscribers.add,
    wake: subscribers.wake,
    stats: () => ({ listening: false, breaks: 0, unsent: 0, subscribers: subscribers.count() }),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Who wants to be woken, by user. */
export interface Subscribers {
  /** The users that somebody follows. */
  readonly users: ReadonlyMap<string, ReadonlySet<() => void>>;
  add(this: void, userId: string, wake: () => void): () => void;
  wake(this: void, userId: string): void;
  /** How many there are, of all users. */
  count(): number;
}

/** Keeps subscribers, and nothing of a user whom nobody follows. */
export function createSubscribers(): Subscribers {
  const users = new Map<string, Set<() => void>>();
  return {
    users,
    add(userId, wake) {
      const own = () => wake(); // so that the same function may subscribe twice
      const wakers = users.get(userId) ?? new Set();
      users.set(userId, wakers.add(own));
      return () => {
        wakers.delete(own);
        if (wakers.size === 0 && users.get(userId) === wakers) users.delete(userId);
      };
    },
    wake(userId) {
      for (const wake of users.get(userId) ?? []) wake();
    },
    count: () => users.values().reduce((sum, { size }) => sum + size, 0),
  };
}
