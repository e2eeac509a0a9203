import { procedureAt, refusalOf, type Context } from '@typedo/api';
import { refused, Refused } from '@typedo/db';
import type { AnswerMcp, Outcome, ToolProcedure } from '@typedo/mcp';
import { getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import type { Metrics } from '../metrics/metrics.ts';
import type { Log } from '../log.ts';
import { checkBody } from './body.ts';
import { costOf } from './call-cost.ts';
import { createContexts, type Arrival, type CallerRequest, type ContextDependencies } from './context.ts';
import { rpcRefusal } from './mcp-refusal.ts';
import { bodyError, errorOf, logFault } from './refusal.ts';

/** What agents are answered from. */
export type McpDependencies = ContextDependencies & {
  log: Log;
  metrics: Pick<Metrics, 'answered'>;
  /** Other origins whose pages may call. */
  corsOrigins: readonly string[];
};

type From = Pick<Arrival, 'address' | 'outgoing'>;

/**
 * Makes the function that answers `/mcp`, where agents call procedures as tools, with an API key. A request passes the doors of `trpc.ts` in the
 * same order, and a tool is the procedure itself: who may, what is checked and why it is refused are one code. The protocol's library
 * is loaded when the first agent comes.
 */
export function createMcpHandler(dependencies: McpDependencies): (request: Request, from: From) => Promise<Response> {
  const { log, metrics, rates, publicOrigin, corsOrigins } = dependencies;
  const contextOf = createContexts(dependencies);
  const origins = new Set([publicOrigin, ...corsOrigins]);
  let library: Promise<{ answer: AnswerMcp; procedureOf: (message: unknown) => ToolProcedure | undefined }> | undefined;

  /** Gives the body of a POST that may come in. Throws what it is refused with. */
  async function admit(original: Request, { address }: From): Promise<unknown> {
    rates.address(address, 1); // before the body is read, and whatever is wrong with it
    // A name that leads to this server for a moment makes its page one of the same host: the origin itself has to be known.
    const origin = original.headers.get('origin');
    if (origin !== null && !origins.has(origin)) throw refused('ORIGIN_REFUSED', {});
    if (original.method !== 'POST') throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED' });
    const { request, refused: wrong } = await checkBody(original);
    if (wrong) throw bodyError(wrong);
    const message: unknown = await request.json().catch((cause: unknown) => {
      throw new TRPCError({ code: 'PARSE_ERROR', cause });
    });
    // The protocol had batches once. One message is one call, for the limits and for the log.
    if (Array.isArray(message)) throw new TRPCError({ code: 'BAD_REQUEST' });
    return message;
  }

  return async (original, from) => {
    const begun = performance.now();
    const note = (path: string | undefined, error: TRPCError | null) => {
      metrics.answered(path, error ? refusalOf(error).refusal.reason : 'OK', performance.now() - begun);
      if (error) logFault(log, error, path);
    };
    const run = async (path: ToolProcedure, input: unknown, ctx: Context | TRPCError): Promise<Outcome> => {
      try {
        if (ctx instanceof TRPCError) throw ctx;
        const procedure = procedureAt(path)!; // there is one behind each tool
        const { type } = procedure._def;
        const getRawInput = async () => input;
        const output: unknown = await procedure({ path, type, getRawInput, ctx, signal: undefined, batchIndex: 0 });
        note(path, null);
        return { output };
      } catch (thrown) {
        const error = getTRPCErrorFromUnknown(thrown);
        note(path, error);
        return { refusal: refusalOf(error).refusal };
      }
    };
    try {
      const message = await admit(original, from);
      library ??= load();
      const { answer, procedureOf } = await library.catch((error: unknown) => {
        library = undefined; // the next agent may have more luck
        throw error;
      });
      const path = procedureOf(message);
      const cost = costOf([{ path: path ?? '' }], () => undefined); // no tool costs more by its input
      const context = await asked(() => contextOf(byKeyAlone(original), { ...from, ...cost, answer: new Headers() }));
      // An agent sees what a tool answers, and not what becomes of a request.
      if (context instanceof TRPCError && !path) throw context;
      if (!(context instanceof TRPCError) && !context.principal) throw refused('UNAUTHENTICATED', {});
      const scopes = context instanceof TRPCError ? null : (context.principal?.scopes ?? null);
      const response = await answer(original, message, {
        scopes: async () => scopes,
        call: (path, input) => run(path, input, context),
      });
      response.headers.set('cache-control', 'no-store');
      return response;
    } catch (thrown) {
      const error = thrown instanceof Refused ? errorOf(thrown) : getTRPCErrorFromUnknown(thrown);
      note(undefined, error);
      return rpcRefusal(error);
    }
  };
}

/** Why there is no context is for the tool to tell. */
async function asked(contextOf: () => Context | Promise<Context>): Promise<Context | TRPCError> {
  try {
    return await contextOf();
  } catch (cause) {
    return getTRPCErrorFromUnknown(cause);
  }
}

/** The request without its cookies: a browser sends those wherever a page wants it to, and a key nobody sends by mistake. */
function byKeyAlone({ method, headers }: Request): CallerRequest {
  return { method, headers: { get: (name) => (name === 'cookie' ? null : headers.get(name)) } };
}

async function load() {
  const { createAnswerMcp, procedureOf } = await import('@typedo/mcp');
  return { answer: createAnswerMcp(), procedureOf };
}
