import { appRouter, refusalOf } from '@typedo/api';
import { limits } from '@typedo/contract';
import { TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { checkBody } from './body.ts';
import { costOf } from './call-cost.ts';
import { createContexts, type Arrival, type ContextDependencies } from './context.ts';
import { sizeRefusal } from './json-size.ts';
import { bodyError, errorOf, logFault, refusalResponse, refusedBy } from './refusal.ts';

/** What calls are answered from. */
export type TrpcDependencies = ContextDependencies & { log: Log; metrics: Pick<Metrics, 'answered'> };

/**
 * Makes the function that answers whatever comes to `/trpc/*` and is not as plain as `plain-calls.ts` takes it. `address` is where the request
 * came from and `outgoing` its answer, for the limits on calls. Every refusal has the same shape, those of the door included.
 */
export function createTrpcHandler(
  dependencies: TrpcDependencies,
): (request: Request, from: Pick<Arrival, 'address' | 'outgoing'>) => Promise<Response> {
  const { log, metrics, rates } = dependencies;
  const contextOf = createContexts(dependencies);
  return async (original, from) => {
    const begun = performance.now();
    const passed = () => performance.now() - begun;
    const refuse = (error: TRPCError) => {
      metrics.answered(undefined, refusalOf(error).refusal.reason, passed());
      return refusalResponse(error);
    };
    // Before the body is read, and whatever is wrong with it.
    const spent = refusedBy(() => rates.address(from.address, 1));
    if (spent) return refuse(errorOf(spent));
    let limited: TRPCError | undefined;
    let endTurn: (() => void) | undefined; // of what is heavy
    const { pathname, searchParams } = new URL(original.url);
    const count = pathname.split(/,|%2c/i, limits.batch.max).length;
    const { request, refused: wrong } = await checkBody(original, count);
    if (wrong) return refuse(bodyError(wrong));
    const tooMuch = sizeRefusal(searchParams.get('input') ?? '', count);
    if (tooMuch) return refuse(bodyError(tooMuch));
    const response = await fetchRequestHandler({
      endpoint: '/trpc',
      router: appRouter,
      req: request,
      createContext: async ({ resHeaders, info }) => {
        // The library's own streams have no bounds: live.ts answers the one way to ask for one, and no other begins.
        if (info.type === 'subscription') throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED' });
        // What cannot be read is refused when the call runs.
        const inputs = await Promise.all(info.calls.map(({ getRawInput }) => getRawInput().catch(() => undefined)));
        const cost = costOf(info.calls, (index) => inputs[index]);
        const context = await contextOf(request, { ...from, ...cost, answer: resHeaders });
        if (cost.heavy && context.principal) endTurn = await rates.turn(context.principal.userId);
        return { ...context, onSuccess: (path: string) => metrics.answered(path, 'OK', passed()) };
      },
      maxBatchSize: limits.batch.max,
      onError: ({ error, path, ctx }) => {
        metrics.answered(path, refusalOf(error).refusal.reason, passed());
        if (!ctx && error.code === 'TOO_MANY_REQUESTS') limited = error;
        logFault(log, error, path);
      },
    }).finally(() => endTurn?.());
    if (limited) return refusalResponse(limited); // one answer to all of a batch, none of whose calls ran
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/event-stream')) {
      await response.body?.cancel(); // it would say the same within a stream
      return refusalResponse(new TRPCError({ code: 'METHOD_NOT_SUPPORTED' }));
    }
    response.headers.set('cache-control', 'no-store');
    response.headers.delete('vary'); // nothing keeps it
    // tRPC leaves out the type of an answer to a batch that it refuses whole.
    if (/^text\/plain|^$/.test(type)) response.headers.set('content-type', 'application/json');
    return response;
  };
}
