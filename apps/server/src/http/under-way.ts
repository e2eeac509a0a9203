import type { EventEmitter } from 'node:events';
import { refused } from '@typedo/db';

/** Requests of one account that may be under way at once: one whose answer is not wholly out is. A browser has six, or a hundred behind a proxy. */
const most = 100;

/** Counts a request of an account until its answer emits `close`. Throws Refused with RATE_LIMITED when too many are under way. */
export type EnterRequest = (userId: string, answer: Pick<EventEmitter, 'once'>) => void;

/**
 * Makes the count of requests under way. Whoever asks faster than he is answered, or does not read the answers, would else fill the memory and
 * the queues, and everybody would wait.
 */
export function createEnterRequest(limit: number = most): EnterRequest {
  const counts = new Map<string, number>();
  return (userId, answer) => {
    const count = counts.get(userId) ?? 0;
    if (count >= limit) throw refused('RATE_LIMITED', { retryAfter: 1 });
    counts.set(userId, count + 1);
    answer.once('close', () => {
      const left = (counts.get(userId) ?? 0) - 1;
      if (left > 0) counts.set(userId, left);
      else counts.delete(userId);
    });
  };
}
