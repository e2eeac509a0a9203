import { randomUUID } from 'node:crypto';
import { withinMs } from '../connect/deadline.ts';
import type { PostgresDatabase } from '../database.ts';
import { createAnnouncer } from './announcer.postgres.ts';
import { createBell } from './bell.ts';
import { createListener } from './listener.postgres.ts';
import { poll } from './poller.postgres.ts';
import { defaultTimings, type Timings } from './timings.ts';
import type { OnTrouble } from './trouble.ts';
import { createSubscribers, type WakeUps } from './wake-ups.ts';

export interface WakeUpsOptions {
  /** Where to listen, past any pooler; the database's own direct URL by default. */
  directUrl?: string | undefined;
  onTrouble?: OnTrouble | undefined;
  /** Hears, in one line, that listening works again. */
  onRecovery?: ((line: string) => void) | undefined;
  /** For tests. */
  timings?: Partial<Timings>;
}

/**
 * Wake-ups between all servers of a PostgreSQL. Each announces its users' changes in a notification, and listens to those of the
 * others; what does not arrive that way is found by polling. While nobody subscribes it does neither, so that a database without
 * users can sleep.
 *
 * @throws DatabaseError for a direct URL that is none.
 */
export function createPostgresWakeUps(database: PostgresDatabase, options: WakeUpsOptions): WakeUps {
  const { pool } = database;
  const { directUrl: url = database.directUrl, onTrouble = () => {}, onRecovery = () => {} } = options;
  const timings = { ...defaultTimings, ...options.timings };
  const me = randomUUID();
  const subscribers = createSubscribers();
  const bell = createBell();
  const announcer = createAnnouncer(pool, me, onTrouble);
  const listener = createListener({
    url,
    pool,
    timings,
    onTrouble,
    onRecovery,
    onChange: bell.ring,
    onMessage: ({ from, userIds }) => {
      if (from !== me) for (const userId of userIds) subscribers.wake(userId);
    },
  });
  const isListening = () => listener.listening;

  let life: AbortController | undefined; // while it follows the other servers
  let following = Promise.resolve();
  let linger: NodeJS.Timeout | undefined;
  let disposed = false;

  function follow(): void {
    clearTimeout(linger);
    if (life !== undefined || disposed) return;
    life = new AbortController();
    following = followAfter(following, life.signal);
  }

  /** Never two at once: what is under way may have to wait for an answer before it ends. */
  async function followAfter(earlier: Promise<void>, signal: AbortSignal): Promise<void> {
    await earlier;
    const polling = poll({ pool, subscribers, isListening, bell, timings, onTrouble, signal });
    await Promise.all([listener.listen(signal), polling]);
  }

  function rest(): void {
    clearTimeout(linger);
    life?.abort();
    life = undefined;
  }

  return {
    subscribe(userId, wake) {
      const leave = subscribers.add(userId, wake);
      follow();
      return () => {
        leave();
        clearTimeout(linger);
        if (life && subscribers.users.size === 0) linger = setTimeout(rest, timings.linger).unref();
      };
    },
    wake(userId) {
      subscribers.wake(userId);
      announcer.announce(userId);
    },
    stats: () => ({
      listening: listener.listening,
      breaks: listener.breaks,
      unsent: announcer.unsent,
      subscribers: subscribers.count(),
    }),
    async [Symbol.asyncDispose]() {
      disposed = true;
      rest();
      await withinMs(timings.close, Promise.all([announcer.close(), following])).catch(() => {});
    },
  };
}
