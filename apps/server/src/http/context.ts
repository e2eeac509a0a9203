import type { Accounts, Context, Feed } from '@typedo/api';
import { userIdHeader } from '@typedo/contract';
import { Refused, type TaskStore } from '@typedo/db';
import type { Caller, Principals } from '../auth/principal.ts';
import { errorOf } from './refusal.ts';
import { originOf } from './same-origin.ts';

/** What the context of a call is made from. */
export interface ContextDependencies {
  tasks: TaskStore;
  feed: Feed;
  accounts: Accounts;
  principals: Pick<Principals, 'resolve'>;
  publicOrigin: string;
}

/** The context of a call that came over HTTP. */
export type HttpContext = Context & { readonly principal: Caller | null };

/**
 * Makes the function that finds out from a request who calls: nobody, when `typedo-user-id` names another than the proof
 * does. Cookies that the answer has to set are appended to `answer`. Throws TRPCError when it cannot be found out.
 */
export function createContexts(
  dependencies: ContextDependencies,
): (request: Pick<Request, 'method' | 'headers'>, answer: Headers) => Promise<HttpContext> {
  const { tasks, feed, accounts, principals, publicOrigin } = dependencies;
  return async ({ method, headers }, answer) => {
    try {
      const useCookie = originOf(headers, { method, publicOrigin }) === 'own';
      const found = await principals.resolve(headers, { useCookie, answer });
      const principal = isMeant(headers, found) ? found : null;
      return { principal, tasks, feed, accounts };
    } catch (cause) {
      if (cause instanceof Refused) throw errorOf(cause);
      throw cause;
    }
  };
}

/** Whether a caller is the one that he means to be, if he says so. */
function isMeant(headers: Headers, found: Caller | null): boolean {
  const userId = headers.get(userIdHeader);
  return userId === null || userId === found?.userId;
}
