import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusalOf, type Context, type ErrorShape } from '@typedo/api';
import { requestIdHeader } from '@typedo/contract';
import { Refused } from '@typedo/db';
import { getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import { getHTTPStatusCode } from '@trpc/server/http';
import { costOf } from './call-cost.ts';
import type { AddressOf } from './client-address.ts';
import { createContexts } from './context.ts';
import { readInputs, type Inputs } from './plain-inputs.ts';
import { readPlainRequest, type PlainCall, type PlainRequest } from './plain-request.ts';
import { errorOf, logFault, refuseOn, shapeOf } from './refusal.ts';
import type { TrpcDependencies } from './trpc.ts';
import type { UnreadAnswers } from './unread-answers.ts';

/** Answers a request of plain calls, which has this id, and says whether it does. Nothing may have been written of its answer. */
export type TakeCalls = (incoming: IncomingMessage, outgoing: ServerResponse, id: string) => boolean;

/** What plain calls are answered from. */
export type PlainCallsDependencies = TrpcDependencies & {
  addressOf: AddressOf;
  unread: UnreadAnswers;
  /** The headers of every answer to a call. */
  headers: Map<string, string>;
};

/**
 * Makes the way of nearly all calls: from node's request to the procedure and back, without the objects and streams of the fetch API, which
 * cost more than most calls do. It passes the same doors in the same order as `trpc.ts`, which answers whatever is not plain.
 */
export function createPlainCalls(dependencies: PlainCallsDependencies): TakeCalls {
  const { headers } = dependencies;
  const common = [...headers, ['content-type', 'application/json']].flat();
  common.push('cache-control', 'no-store', requestIdHeader);
  const parts: Parts = { ...dependencies, common, contextOf: createContexts(dependencies) };
  return (incoming, outgoing, id) => {
    const request = readPlainRequest(incoming);
    if (request) void new PlainAnswer(parts, { request, incoming, outgoing, id }).give();
    return request !== null;
  };
}

type Parts = PlainCallsDependencies & {
  /** Names and values in turn, up to the name of the request's id. */
  readonly common: readonly string[];
  readonly contextOf: ReturnType<typeof createContexts>;
};

interface Exchange {
  readonly request: PlainRequest;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly id: string;
}

type Result = { result: { data: unknown } } | { error: ErrorShape };

/** One answer in the making. */
class PlainAnswer {
  readonly #parts: Parts;
  readonly #exchange: Exchange;
  readonly #begun = performance.now();
  readonly #cookies: string[] = [];
  #endTurn: (() => void) | undefined; // of what is heavy

  constructor(parts: Parts, exchange: Exchange) {
    this.#parts = parts;
    this.#exchange = exchange;
  }

  /** Never rejects. */
  async give(): Promise<void> {
    const { rates, addressOf } = this.#parts;
    const { request, incoming } = this.#exchange;
    try {
      const address = addressOf(incoming);
      rates.address(address, 1); // before the body is read, and whatever is wrong with it
      const read = readInputs(request, incoming);
      const inputs = read instanceof Promise ? await read : read;
      const found = this.#contextOf(inputs, address);
      const context = found instanceof Promise ? await found : found;
      const run = (call: PlainCall, index: number) => this.#run(call, index, inputs, context);
      const results = request.isBatch ? await Promise.all(request.calls.map(run)) : [await run(request.calls[0]!, 0)]; // the one
      // One answer to all of a batch, none of whose calls ran.
      if (context instanceof TRPCError && context.code === 'TOO_MANY_REQUESTS') this.#refuse(context);
      else this.#send(results);
    } catch (thrown) {
      const error = thrown instanceof Refused ? errorOf(thrown) : getTRPCErrorFromUnknown(thrown);
      this.#note(undefined, error);
      this.#refuse(error);
    } finally {
      this.#endTurn?.();
    }
  }

  /** What the calls run with, or why none may; at once when the caller is known. */
  #contextOf(inputs: Inputs, address: string): Context | TRPCError | Promise<Context | TRPCError> {
    const { contextOf } = this.#parts;
    const { request, outgoing, id } = this.#exchange;
    try {
      const cost = costOf(request.calls, inputs.of);
      const answer = { append: (_: string, cookie: string) => void this.#cookies.push(cookie) };
      const found = contextOf(request, { address, outgoing, answer, requestId: id, ...cost });
      if (!cost.heavy && !(found instanceof Promise)) return found;
      return this.#inTurn(found, cost.heavy).catch(getTRPCErrorFromUnknown);
    } catch (thrown) {
      return getTRPCErrorFromUnknown(thrown);
    }
  }

  async #inTurn(found: Context | Promise<Context>, heavy: boolean): Promise<Context> {
    const context = await found;
    if (heavy && context.principal) this.#endTurn = await this.#parts.rates.turn(context.principal.userId);
    return context;
  }

  async #run({ path, procedure }: PlainCall, index: number, inputs: Inputs, ctx: Context | TRPCError): Promise<Result> {
    try {
      if (ctx instanceof TRPCError) throw ctx;
      const getRawInput = (() => inputs.of(index, true)) as () => Promise<unknown>; // `direct` takes it at once as well
      const options = { path, type: procedure._def.type, getRawInput, ctx, signal: undefined, batchIndex: index };
      // What the accounts do may be told by the library; of the store all that can be told is thrown, and `account.me` asks nobody.
      const isOwn = !path.startsWith('account.') || path === 'account.me';
      const data: unknown = await (isOwn ? procedure(options) : this.#during(() => procedure(options)));
      this.#note(path, null);
      return { result: { data } };
    } catch (thrown) {
      const error = getTRPCErrorFromUnknown(thrown);
      this.#note(path, error);
      return { error: shapeOf(error, path) };
    }
  }

  #note(path: string | undefined, error: TRPCError | null): void {
    const { metrics, log } = this.#parts;
    metrics.answered(path, error ? refusalOf(error).refusal.reason : 'OK', performance.now() - this.#begun);
    if (error) this.#during(() => logFault(log, error, path));
  }

  /** The log is told of the request only where there may be something to tell: to carry its id through every wait is a tenth of a small call. */
  #during<T>(run: () => T): T {
    return this.#parts.log.during(this.#exchange.id, run);
  }

  #send(results: Result[]): void {
    const { request, outgoing, id } = this.#exchange;
    if (outgoing.destroyed) return;
    const body = JSON.stringify(request.isBatch ? results : results[0]);
    const length = Buffer.byteLength(body);
    const own = [...this.#parts.common, id, 'content-length', String(length)];
    for (const cookie of this.#cookies) own.push('set-cookie', cookie);
    // What is ASCII alone is the same in both, and need not be looked at again to be written.
    outgoing.writeHead(statusOf(results), own).end(body, length === body.length ? 'latin1' : 'utf8');
    if (outgoing.writableLength > 0) this.#parts.unread.watch(outgoing); // what the line did not take at once
  }

  #refuse(error: TRPCError): void {
    const { outgoing, id } = this.#exchange;
    if (outgoing.destroyed) return;
    if (outgoing.headersSent) {
      outgoing.destroy(); // half an answer is none
      return;
    }
    outgoing.setHeaders(this.#parts.headers).setHeader(requestIdHeader, id);
    refuseOn(outgoing, error);
    if (outgoing.writableLength > 0) this.#parts.unread.watch(outgoing);
  }
}

/** The status of a single call, or that of all in a batch, or one that stands for several. */
function statusOf(results: Result[]): number {
  const [only] = results;
  if (only === undefined || results.length > 1) return getHTTPStatusCode(results);
  return 'error' in only ? only.error.data.httpStatus : 200;
}
