import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, hasTimedOut, isAway, isConflict } from '../connect/postgres-errors.ts';
import { whyFailed } from '../failure.ts';

const attempts = { conflict: 10, away: 3 };

/**
 * Runs something that is harmless to repeat (a read, or a write with mutation ids) again when it collided with another transaction or
 * lost its connection, and tells `onRetry` each time. What does not pass becomes UNAVAILABLE.
 */
export async function persistently<T>(run: () => Promise<T>, onRetry = () => {}): Promise<T> {
  for (let made = 1; ; made++) {
    try {
      return await run();
    } catch (error) {
      if (!mayPass(error, made)) throw whyFailed(error);
      onRetry();
      await sleep(Math.random() * 20 * made);
    }
  }
}

function mayPass(error: unknown, made: number): boolean {
  // Another attempt of the same mutation, or a create with the same id, was faster: its outcome is there now.
  if (codeOf(error) === '23505' || isConflict(error)) return made < attempts.conflict;
  // Who has waited already is not kept waiting again.
  return isAway(error) && !hasTimedOut(error) && made < attempts.away;
}
