import type { EventEmitter } from 'node:events';
import { refused } from '@typedo/db';

/**
 * Requests of one account that may be under way at once: one whose answer is not wholly out is. Browsers have six, or a hundred behind a proxy. What
 * brings many rows weighs more: ten pulls of a thousand are as much.
 */
const most = 100;

/** Counts a request of an account, by its weight, until its answer emits `close`. Throws Refused with RATE_LIMITED when too much is under way. */
export type EnterRequest = (userId: string, answer: Pick<EventEmitter, 'once'>, weight: number) => void;

/**
 * Makes the count of requests under way. Whoever asks faster than he is answered, or does not read the answers, would else fill the memory and
 * the queues, and everybody would wait.
 */
export function createEnterRequest(limit: number = most): EnterRequest {
  const weights = new Map<string, number>();
  return (userId, answer, weight) => {
    const before = weights.get(userId) ?? 0;
    if (before > 0 && before + weight > limit) throw refused('RATE_LIMITED', { retryAfter: 1 });
    weights.set(userId, before + weight);
    answer.once('close', () => {
      const left = (weights.get(userId) ?? 0) - weight;
      if (left > 0) weights.set(userId, left);
      else weights.delete(userId);
    });
  };
}
