import { appRouter, refusalOf, type Accounts, type Context, type Feed } from '@typedo/api';
import { limits } from '@typedo/contract';
import { Refused, type TaskStore } from '@typedo/db';
import { getTRPCErrorFromUnknown, getTRPCErrorShape, TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { Principals } from '../auth/principal.ts';
import { messageOf, type Log } from '../log.ts';
import { checkBody } from './body.ts';
import { isForeign } from './same-origin.ts';

/** What calls are answered from. */
export interface TrpcDependencies {
  tasks: TaskStore;
  feed: Feed;
  accounts: Accounts;
  principals: Principals;
  publicOrigin: string;
  log: Log;
}

/** Makes the function that answers `/trpc/*`. Every refusal has the same shape, those of the door included. */
export function createTrpcHandler({
  tasks,
  feed,
  accounts,
  principals,
  publicOrigin,
  log,
}: TrpcDependencies): (request: Request) => Promise<Response> {
  async function createContext(headers: Headers, answer: Headers): Promise<Context> {
    try {
      const principal = await principals.resolve(headers, { useCookie: !isForeign(headers, publicOrigin), answer });
      return { principal, tasks, feed, accounts };
    } catch (cause) {
      if (cause instanceof Refused) throw new TRPCError({ code: 'SERVICE_UNAVAILABLE', cause });
      throw cause;
    }
  }

  return async (original) => {
    const { request, refused } = await checkBody(original);
    if (refused) return refuse(new TRPCError({ code: refused }));
    const response = await fetchRequestHandler({
      endpoint: '/trpc',
      router: appRouter,
      req: request,
      createContext: ({ resHeaders }) => createContext(request.headers, resHeaders),
      maxBatchSize: limits.batch.max,
      onError: ({ error, path }) => logFault(log, error, path),
    });
    response.headers.set('cache-control', 'no-store');
    // tRPC leaves out the type of an answer to a batch that it refuses whole.
    if (/^text\/plain|^$/.test(response.headers.get('content-type') ?? '')) {
      response.headers.set('content-type', 'application/json');
    }
    return response;
  };
}

/** Refuses a request before any procedure is looked for. */
function refuse(error: TRPCError): Response {
  const shape = getTRPCErrorShape({
    config: appRouter._def._config,
    error,
    type: 'unknown',
    path: undefined,
    input: undefined,
    ctx: undefined,
  });
  return Response.json(
    { error: shape },
    { status: getHTTPStatusCodeFromError(error), headers: { 'cache-control': 'no-store' } },
  );
}

/** A caller's mistake is the caller's to read; what goes wrong on our side goes to the log, with what the answer hides. */
function logFault(log: Log, thrown: unknown, path: string | undefined): void {
  const error = getTRPCErrorFromUnknown(thrown);
  const { refusal } = refusalOf(error);
  const cause = error.cause instanceof Refused ? error.cause.cause : (error.cause ?? error);
  if (refusal.reason === 'UNAVAILABLE') log.error(`${path ?? 'A call'} could not be answered: ${messageOf(cause)}`);
  if (refusal.reason === 'INTERNAL') log.error(`${path ?? 'A call'} failed`, cause);
}
