import type { IncomingMessage, ServerResponse } from 'node:http';
import { appRouter, refusalOf } from '@typedo/api';
import { requestIdHeader } from '@typedo/contract';
import { Refused } from '@typedo/db';
import { callTRPCProcedure, getTRPCErrorFromUnknown, type TRPCError } from '@trpc/server';
import { getHTTPStatusCode } from '@trpc/server/http';
import { createAdmission, type Admitted } from './admission.ts';
import type { AddressOf } from './client-address.ts';
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
  const { log, metrics, rates, addressOf, unread, headers } = dependencies;
  const admit = createAdmission(dependencies);
  const common = [...headers, ['vary', 'trpc-accept, accept'], ['content-type', 'application/json']].flat();
  common.push('cache-control', 'no-store', requestIdHeader);

  async function answer(request: PlainRequest, incoming: IncomingMessage, outgoing: ServerResponse, id: string) {
    const begun = performance.now();
    const tell = (path: string | undefined, error: TRPCError | null) =>
      metrics.answered(path, error ? refusalOf(error).refusal.reason : 'OK', performance.now() - begun);
    const refuse = (error: TRPCError) => {
      if (outgoing.destroyed) return;
      outgoing.setHeaders(headers).setHeader(requestIdHeader, id);
      refuseOn(outgoing, error);
    };
    const cookies: string[] = [];
    let endTurn: Admitted['endTurn'];

    const run = async (path: string, index: number, inputs: Inputs, admitted: Admitted | TRPCError) => {
      try {
        if (admitted instanceof Error) throw admitted;
        const getRawInput = async () => {
          if (inputs.error) throw inputs.error;
          return inputs.of(index);
        };
        const type = request.method === 'GET' ? 'query' : 'mutation';
        const call = { router: appRouter, path, type, getRawInput, signal: undefined, batchIndex: index } as const;
        const data: unknown = await callTRPCProcedure({ ...call, ctx: admitted.context });
        tell(path, null);
        return { result: { data } };
      } catch (thrown) {
        const error = getTRPCErrorFromUnknown(thrown);
        tell(path, error);
        logFault(log, error, path);
        return { error: shapeOf(error, path) };
      }
    };

    try {
      const address = addressOf(incoming);
      rates.address(address, 1); // before the body is read, and whatever is wrong with it
      const inputs = await readInputs(request, incoming);
      const calls = request.paths.map((path, index) => ({ path, input: inputs.of(index) }));
      const cookieJar = { append: (_name: string, cookie: string) => void cookies.push(cookie) };
      const admitted = await admit(request, calls, { address, outgoing, answer: cookieJar }).catch(
        getTRPCErrorFromUnknown,
      );
      if (!(admitted instanceof Error)) ({ endTurn } = admitted);
      const results = await Promise.all(request.paths.map((path, index) => run(path, index, inputs, admitted)));
      // One answer to all of a batch, none of whose calls ran.
      if (admitted instanceof Error && admitted.code === 'TOO_MANY_REQUESTS') return refuse(admitted);
      const status = getHTTPStatusCode(results);
      const body = JSON.stringify(request.isBatch ? results : results[0]);
      const own = [...common, id, 'content-length', String(Buffer.byteLength(body))];
      for (const cookie of cookies) own.push('set-cookie', cookie);
      if (outgoing.destroyed) return;
      outgoing.writeHead(status, own).end(body);
      unread.watch(outgoing);
    } catch (thrown) {
      const error = thrown instanceof Refused ? errorOf(thrown) : getTRPCErrorFromUnknown(thrown);
      tell(undefined, error);
      logFault(log, error, undefined);
      refuse(error);
    } finally {
      endTurn?.();
    }
  }

  return (incoming, outgoing, id) => {
    const request = readPlainRequest(incoming);
    if (request) void answer(request, incoming, outgoing, id);
    return request !== null;
  };
}
