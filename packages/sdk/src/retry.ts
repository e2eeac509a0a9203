import { retryLink, type TRPCLink } from '@trpc/client';
import type { AppRouter } from '@typedo/api';
import { reasonOf, type TypedoError } from './reason.ts';
import { isWrite } from './mutation-ids.ts';

const pause = { first: 300, longest: 5_000 }; // milliseconds

/**
 * Sends a call again that failed on the way: no answer, an answer of a proxy instead of ours, UNAVAILABLE or RATE_LIMITED.
 * Reads are harmless to repeat and writes are recognised by their mutation id; anything else is sent once.
 */
export function retrySafely(attempts: number): TRPCLink<AppRouter> {
  let wait = 0; // the link asks for the delay right after it asked whether to retry
  return retryLink({
    retry: ({ op, error, attempts: made }) => {
      const repeatable = op.type === 'query' || isWrite(op);
      if (!repeatable || made >= attempts || op.signal?.aborted || !isPassing(error)) return false;
      wait = delay(error, made);
      return true;
    },
    retryDelayMs: () => wait,
  });
}

function isPassing(error: TypedoError): boolean {
  const refusal = reasonOf(error);
  if (refusal) return refusal.reason === 'UNAVAILABLE' || refusal.reason === 'RATE_LIMITED';
  const response = error.meta?.['response'];
  const status = response instanceof Response ? response.status : 0;
  return status === 0 || status === 429 || status >= 500;
}

/** Twice as long each time, with a random part so that clients do not return together, and never sooner than the server said. */
function delay(error: TypedoError, made: number): number {
  const refusal = reasonOf(error);
  const told =
    refusal?.reason === 'RATE_LIMITED' || refusal?.reason === 'UNAVAILABLE' ? refusal.details.retryAfter * 1000 : 0;
  const grown = Math.min(pause.first * 2 ** (made - 1), pause.longest);
  return Math.max(told, grown / 2) + (Math.random() * grown) / 2;
}
