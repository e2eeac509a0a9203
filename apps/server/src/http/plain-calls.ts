import type { IncomingMessage, ServerResponse } from 'node:http';
import { appRouter, refusalOf, type Context, type ErrorShape } from '@typedo/api';
import { requestIdHeader } from '@typedo/contract';
import { Refused } from '@typedo/db';
import { callTRPCProcedure, getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import { getHTTPStatusCode } from '@trpc/server/http';
import { costOf } from './call-cost.ts';
import type { AddressOf } from './client-address.ts';
import { createContexts } from './context.ts';
import { readInputs, type Inputs } from './plain-inputs.ts';
import { readPlainRequest, type PlainRequest } from './plain-request.ts';
import { errorOf, logFault, refuseOn, shapeOf } from './refusal.ts';
import type { TrpcDependencies } from './trpc.ts';
import type { UnreadAnswers } from './unread-answers.ts';

/** Answers a request of plain calls, which has this id, and says whether it does. Nothing may have been written of its answer. */
export type TakeCalls = (incoming: IncomingMessage, outgoing: ServerResponse, id: string) => boolean;

/** What plain calls are answered from. */
export type PlainCallsDependencies = TrpcDependencies & {
  addressOf: AddressOf;
  unread: UnreadAnswers;
  /** The headers of every answer. */
  headers: Map<string, string>;
};

/**
 * Makes the way of nearly all calls: from node's request to the procedure and back, without the objects and streams of the fetch API, which
 * cost more than most calls do. It passes the same doors in the same order as `trpc.ts`, which answers whatever is not plain.
 */
export function createPlainCalls(dependencies: PlainCallsDependencies): TakeCalls {
  const { headers } = dependencies;
  const common = [...headers, ['vary', 'trpc-accept, accept'], ['content-type', 'application/json']].flat();
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
    const { paths } = request;
    try {
      const address = addressOf(incoming);
      rates.address(address, 1); // before the body is read, and whatever is wrong with it
      const read = readInputs(request, incoming);
      const inputs = read instanceof Promise ? await read : read;
      const context = await this.#contextOf(inputs, address).catch(getTRPCErrorFromUnknown);
      const run = (index: number) => this.#run(paths[index]!, index, inputs, context); // of each place
      const results = request.isBatch ? await Promise.all(paths.map((_, index) => run(index))) : [await run(0)];
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

  async #contextOf(inputs: Inputs, address: string): Promise<Context> {
    const { contextOf, rates } = this.#parts;
    const { request, outgoing } = this.#exchange;
    const { calls, heavy } = costOf(request.paths.map((path, index) => ({ path, input: inputs.of(index) })));
    const answer = { append: (_: string, cookie: string) => void this.#cookies.push(cookie) };
    const context = await contextOf(request, { address, outgoing, calls, heavy, answer });
    if (heavy && context.principal) this.#endTurn = await rates.turn(context.principal.userId);
    return context;
  }

  async #run(path: string, index: number, inputs: Inputs, ctx: Context | TRPCError): Promise<Result> {
    try {
      if (ctx instanceof TRPCError) throw ctx;
      const getRawInput = async () => inputs.of(index, true);
      const type = this.#exchange.request.method === 'GET' ? 'query' : 'mutation';
      const call = { router: appRouter, path, type, getRawInput, ctx, signal: undefined, batchIndex: index } as const;
      const data: unknown = await callTRPCProcedure(call);
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
    if (error) logFault(log, error, path);
  }

  #send(results: Result[]): void {
    const { request, outgoing, id } = this.#exchange;
    if (outgoing.destroyed) return;
    const body = JSON.stringify(request.isBatch ? results : results[0]);
    const own = this.#parts.common.concat(id, 'content-length', String(Buffer.byteLength(body)));
    for (const cookie of this.#cookies) own.push('set-cookie', cookie);
    outgoing.writeHead(getHTTPStatusCode(results), own).end(body);
    if (outgoing.writableLength > 0) this.#parts.unread.watch(outgoing); // what the line did not take at once
  }

  #refuse(error: TRPCError): void {
    const { outgoing, id } = this.#exchange;
    if (outgoing.destroyed) return;
    outgoing.setHeaders(this.#parts.headers).setHeader(requestIdHeader, id);
    refuseOn(outgoing, error);
  }
}
