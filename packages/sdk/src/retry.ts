import { retryLink, type TRPCLink } from '@trpc/client';
import type { AppRouter } from '@typedo/api';
import { isRepeatable } from './mutation-ids.ts';
import { isPassing, pauseAfter } from './pauses.ts';
import { isReplicaCall } from './replica-calls.ts';

const pauses = { first: 300, longest: 5_000 };

/**
 * Sends a call again that failed on the way. Reads are harmless to repeat and writes are recognised by their mutation id; anything else
 * is sent once.
 */
export function retrySafely(attempts: number): TRPCLink<AppRouter> {
  let wait = 0; // the link asks for the delay right after it asked whether to retry
  return retryLink({
    retry: ({ op, error, attempts: made }) => {
      const enough = made >= attempts || op.signal?.aborted || isReplicaCall(op);
      if (enough || !isRepeatable(op) || !isPassing(error)) return false;
      wait = pauseAfter(error, made, pauses).most;
      return true;
    },
    retryDelayMs: () => wait,
  });
}
