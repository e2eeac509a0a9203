import type { EventEmitter } from 'node:events';
import { refused } from '@typedo/db';

/**
 * Requests of one account that may be under way at once: one whose answer is not wholly out is. Browsers have six, or a hundred behind a proxy.
 * Of those that bring many rows fewer may be: a device has one at a time.
 */
const most = { all: 100, heavy: 20 };

/** Counts a request of an account until its answer emits `close`. Throws Refused with RATE_LIMITED when too many are under way. */
export type EnterRequest = (userId: string, answer: Pick<EventEmitter, 'once'>, heavy: boolean) => void;

/**
 * Makes the count of requests under way. Whoever asks faster than he is answered, or does not read the answers, would else fill the memory and
 * the queues, and everybody would wait.
 */
export function createEnterRequest(limits: { all: number; heavy: number } = most): EnterRequest {
  const users = new Map<string, { all: number; heavy: number }>();
  return (userId, answer, heavy) => {
    const own = users.get(userId) ?? { all: 0, heavy: 0 };
    if (own.all >= limits.all || (heavy && own.heavy >= limits.heavy)) throw refused('RATE_LIMITED', { retryAfter: 1 });
    users.set(userId, own);
    own.all++;
    if (heavy) own.heavy++;
    answer.once('close', () => {
      own.all--;
      if (heavy) own.heavy--;
      if (own.all === 0) users.delete(userId);
    });
  };
}
