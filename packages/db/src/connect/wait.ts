import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from '../database-error.ts';

/** Milliseconds between two tries. */
const pause = { first: 250, longest: 5_000 };

export interface Wait<T> {
  /** What is waited for, e.g. `PostgreSQL localhost:5432/typedo`. */
  what: string;
  /** What to do when it was in vain, as a sentence. */
  advice: string;
  /** Why it is not to be had; the error of the attempt says so otherwise. */
  why?: string;
  attempt: () => Promise<T>;
  /** Whether another attempt can end better than the one with this error. */
  isAway: (error: unknown) => boolean;
  onWait?: ((line: string) => void) | undefined;
  waitMs: number;
}

/**
 * Tries until it works, with growing pauses.
 *
 * @throws DatabaseError when `waitMs` is over; any failure that waiting does not mend at once.
 */
export async function waitFor<T>({ what, advice, why, attempt, isAway, onWait, waitMs }: Wait<T>): Promise<T> {
  const end = Date.now() + waitMs;
  for (let next = pause.first; ; next = Math.min(next * 2, pause.longest)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isAway(error)) throw error;
      const left = end - Date.now();
      const reason = why ?? reasonOf(error);
      if (left <= 0) throw new DatabaseError(`Waited in vain for ${what} (${reason}). ${advice}`, { cause: error });
      const ms = Math.min(next, left);
      onWait?.(`Waiting for ${what} (${reason}); trying again in ${(ms / 1000).toFixed(1)} s`);
      await sleep(ms);
    }
  }
}

/** Says why, in one line. A host with several addresses fails with one error for each; what they have in common is their code. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
