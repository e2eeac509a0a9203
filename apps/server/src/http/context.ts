import type { ServerResponse } from 'node:http';
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
  /** The request's, where the log is not told of it anyway. */
  readonly requestId?: string | undefined;
  /** Takes the cookies that the answer has to set. */
  readonly answer: Pick<Headers, 'append'>;
  /** What carries the answer, by which it counts as under way; a stream, which may last, does not. */
  readonly outgoing?: Pick<ServerResponse, 'once' | 'closed'> | undefined;
}

/**
 * Makes the function that finds out from a request who calls, at once when that is known: nobody, when `typedo-user-id` names another than the
 * proof does. Throws TRPCError, or rejects with it, when it cannot be found out, and when the address or the account made too many calls, or
 * has too many under way.
 */
export function createContexts(
  dependencies: ContextDependencies,
): (request: CallerRequest, arrival: Arrival) => Context | Promise<Context> {
  const { tasks, feed, accounts, principals, publicOrigin, rates, checksOutput } = dependencies;

  function contextFor(found: Caller | null, { headers }: CallerRequest, arrival: Arrival): Context {
    const { address, calls, heavy, outgoing } = arrival;
    if (found) rates.account(found.userId, calls);
    else rates.address(address, failedProofCost);
    // Whoever went away while it was looked up would be under way for ever.
    if (found && outgoing && !outgoing.closed) rates.enter(found.userId, outgoing, heavy);
    const principal = isMeant(headers, found) ? found : null;
    return { principal, tasks, feed, accounts, checksOutput };
  }

  return (request, arrival) => {
    const { method, headers } = request;
    const { address, answer, calls, requestId } = arrival;
    try {
      if (calls > 1) rates.address(address, calls - 1);
      // Which page it came from matters for cookies alone, which an Authorization header rules out.
      const useCookie = headers.get('authorization') === null && originOf(headers, { method, publicOrigin }) === 'own';
      const found = principals.resolve(headers, { useCookie, answer, address, requestId });
      if (!(found instanceof Promise)) return contextFor(found, request, arrival);
      return found.then((caller) => contextFor(caller, request, arrival)).catch(asTold);
    } catch (cause) {
      return asTold(cause);
    }
  };
}

/** Throws it as an error of tRPC's, if it is a refusal. */
function asTold(cause: unknown): never {
  throw cause instanceof Refused ? errorOf(cause) : cause;
}

/** Whether a caller is the one that he means to be, if he says so. */
function isMeant(headers: Pick<Headers, 'get'>, found: Caller | null): boolean {
  const userId = headers.get(userIdHeader);
  return userId === null || userId === found?.userId;
}
