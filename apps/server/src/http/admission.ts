import type { Context } from '@typedo/api';
import { refused } from '@typedo/db';
import type { TRPCError } from '@trpc/server';
import { costOf, type CostedCall } from './call-cost.ts';
import { createContexts, type Arrival, type CallerRequest, type ContextDependencies } from './context.ts';
import { errorOf } from './refusal.ts';

/** What the calls of a request run with. */
export interface Admitted {
  readonly context: Context;
  /** Ends the account's turn, which a heavy request takes; to be called when its calls have run. */
  readonly endTurn: (() => void) | undefined;
}

/** Where a request came from. */
export type From = Pick<Arrival, 'address' | 'outgoing'>;

/** Lets the calls of a request run. Throws TRPCError when they may not. */
export type Admit = (
  request: CallerRequest,
  calls: readonly CostedCall[],
  from: From & { answer: Arrival['answer'] },
) => Promise<Admitted>;

/** Makes what all requests of calls pass, whichever way they are answered: who calls, what it costs, and when it is the account's turn. */
export function createAdmission(dependencies: ContextDependencies): Admit {
  const contextOf = createContexts(dependencies);
  return async (request, calls, from) => {
    if (calls.length > 1 && calls.filter(({ path }) => isLarge(path)).length > 1) throw tooManyLarge();
    const cost = costOf(calls);
    const context = await contextOf(request, { ...from, ...cost });
    const waits = cost.heavy && context.principal;
    return { context, endTurn: waits ? await dependencies.rates.turn(waits.userId) : undefined };
  };
}

/** Whether a procedure's answer may be large. The SDK sends these on their own as well. */
function isLarge(path: string): boolean {
  return path === 'sync.pull' || path === 'account.export';
}

/** The calls of a batch are answered together, and all their answers wait in memory for the last. */
function tooManyLarge(): TRPCError {
  const message = 'Too many calls: expected one sync.pull or account.export in a request at most';
  return errorOf(refused('INVALID_INPUT', { issues: [{ path: [], code: 'too_big', message }] }));
}
