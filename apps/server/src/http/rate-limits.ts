import { refused } from '@typedo/db';
import type { Environment } from '../env.ts';
import { createCounter, type Count } from './rate-counter.ts';
import { neighbourhoodOf } from './client-address.ts';
import { createTurns, type TakeTurn } from './turns.ts';
import { createEnterRequest, type EnterRequest } from './under-way.ts';

/** Counts calls of those who make them. Each throws Refused with RATE_LIMITED when there were too many; `calls` may be none. */
export interface RateLimits {
  /** Counts calls that came from an address. */
  address(address: string, calls: number): void;
  /** Counts calls of an account, whatever proved it and wherever it is. */
  account(userId: string, calls: number): void;
  /** Counts a request of an account while it is under way. */
  enter: EnterRequest;
  /** Waits for an account's turn to do what takes the server long. */
  turn: TakeTurn;
}

/**
 * Seconds after which a count begins anew: short, so that whoever is refused waits shortly. The settings say how many calls there may be in
 * a minute.
 */
const windowSeconds = 10;

/** What a proof costs that proves nobody, in calls: each is looked up in the database, and guessing shall not be fast. */
export const failedProofCost = 10;

/**
 * Makes the limits on calls, counted in this server's memory. A limit of 0 is none. `seconds` is for tests, which do not wait for
 * {@link windowSeconds}.
 */
export function createRateLimits(
  { rateLimit, rateLimitAddress }: Pick<Environment, 'rateLimit' | 'rateLimitAddress'>,
  seconds: number = windowSeconds,
): RateLimits {
  const limit = (perMinute: number): Count =>
    perMinute === 0 ? () => 0 : createCounter({ points: Math.max(1, Math.floor((perMinute * seconds) / 60)), seconds });
  const ofAddress = limit(rateLimitAddress);
  const ofAccount = limit(rateLimit);
  return {
    address: (address, calls) => admit(ofAddress(neighbourhoodOf(address), calls)),
    account: (userId, calls) => admit(ofAccount(userId, calls)),
    enter: rateLimit === 0 ? () => {} : createEnterRequest(),
    turn: rateLimit === 0 ? async () => () => {} : createTurns(),
  };
}

function admit(retryAfter: number): void {
  if (retryAfter > 0) throw refused('RATE_LIMITED', { retryAfter });
}
