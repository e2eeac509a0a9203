import type { EventEmitter } from 'node:events';
import type { Accounts, Caller, Context, Feed } from '@typedo/api';
import { userIdHeader } from '@typedo/contract';
import { Refused, type TaskStore } from '@typedo/db';
import type { Principals } from '../auth/principal.ts';
import type { Cost } from './call-cost.ts';
import { errorOf } from './refusal.ts';
import { failedProofCost, type RateLimits } from './rate-limits.ts';
import { originOf } from './same-origin.ts';

/** What the context of a call is made from. */
export interface ContextDependencies {
  tasks: TaskStore;
  feed: Feed;
  accounts: Accounts;
  principals: Pick<Principals, 'resolve'>;
  publicOrigin: string;
  rates: RateLimits;
  /** Whether answers about tasks are parsed before they leave. */
  checksOutput: boolean;
}

/** What of a request says who calls. */
export interface CallerRequest {
  readonly method: string;
  readonly headers: Pick<Headers, 'get'>;
}

/** Where a request came from, and what it costs; the first of its calls was counted when it came. */
export interface Arrival extends Cost {
  readonly address: string;
  /** Takes the cookies that the answer has to set. */
  readonly answer: Pick<Headers, 'append'>;
  /** What carries the answer, by which it counts as under way; a stream, which may last, does not. */
  readonly outgoing?: Pick<EventEmitter, 'once'> | undefined;
}

/**
 * Makes the function that finds out from a request who calls: nobody, when `typedo-user-id` names another than the proof
 * does. Throws TRPCError when it cannot be found out, and when the address or the account made too many calls, or has too many under way.
 */
export function createContexts(
  dependencies: ContextDependencies,
): (request: CallerRequest, arrival: Arrival) => Promise<Context> {
  const { tasks, feed, accounts, principals, publicOrigin, rates, checksOutput } = dependencies;
  return async ({ method, headers }, { address, answer, calls, heavy, outgoing }) => {
    try {
      if (calls > 1) rates.address(address, calls - 1);
      const useCookie = originOf(headers, { method, publicOrigin }) === 'own';
      const found = await principals.resolve(headers, { useCookie, answer, address });
      if (found) rates.account(found.userId, calls);
      else rates.address(address, failedProofCost);
      if (found && outgoing) rates.enter(found.userId, outgoing, heavy);
      const principal = isMeant(headers, found) ? found : null;
      return { principal, tasks, feed, accounts, checksOutput };
    } catch (cause) {
      if (cause instanceof Refused) throw errorOf(cause);
      throw cause;
    }
  };
}

/** Whether a caller is the one that he means to be, if he says so. */
function isMeant(headers: Pick<Headers, 'get'>, found: Caller | null): boolean {
  const userId = headers.get(userIdHeader);
  return userId === null || userId === found?.userId;
}
