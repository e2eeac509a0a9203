import type { IncomingMessage, ServerResponse } from 'node:http';
import { appRouter, refusalOf, type FeedStream } from '@typedo/api';
import { Refused } from '@typedo/db';
import { callTRPCProcedure, getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { AddressOf } from './client-address.ts';
import { createContexts, type ContextDependencies } from './context.ts';
import { connectedFrame, type LiveFrames } from './live-frames.ts';
import { LiveStream, livePath, type LiveParts, type LiveTimes } from './live-stream.ts';
import type { LiveStreams } from './live-streams.ts';
import { sizeRefusal } from './json-size.ts';
import { bodyError, errorOf, logFault, refuseOn } from './refusal.ts';
import { maxUrl } from './refused-url.ts';

/** What streams are answered from. */
export type LiveDependencies = ContextDependencies & {
  addressOf: AddressOf;
  streams: LiveStreams;
  frames: LiveFrames;
  times: LiveTimes & { readonly maxMs: number };
  log: Log;
  metrics: Pick<Metrics, 'answered'>;
};

/**
 * Answers a request if it asks for a stream, and says whether it did. The answer has `headers` beside those that it was given before: node
 * keeps the latter as long as the stream, a kilobyte.
 */
export type TakeLive = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  headers?: Readonly<Record<string, string>>,
) => boolean;

/** Clients that came together do not come back together: a stream ends so much earlier or later, as a part of its time. */
const jitter = 0.1;

/** A stream that is silent for so many pings is broken. */
const missedPings = 3;

/**
 * Makes the function that answers `GET /trpc/sync.live`: the procedure is the router's, the stream our own, because the library's has no
 * bounds and writes each event for each reader anew. What is refused before the stream begins is answered as any other call.
 */
export function createLiveHandler(dependencies: LiveDependencies): TakeLive {
  const { streams, frames, times, log, metrics, addressOf, rates } = dependencies;
  const contextOf = createContexts(dependencies);
  const logOnce = createLogOnce(log);
  const first = connectedFrame(times.pingMs * missedPings);
  const parts: LiveParts = {
    times,
    frames,
    onFailure(stream, thrown) {
      const error = getTRPCErrorFromUnknown(thrown);
      if (!stream.outgoing.destroyed) logOnce(error);
      stream.fail(error);
    },
    onClose: (stream) => streams.remove(stream),
  };

  /** Begins a stream. It goes on by itself, so that nothing of this is kept. */
  async function answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    { query, own }: { query: URLSearchParams; own: Readonly<Record<string, string>> },
  ): Promise<void> {
    const begun = performance.now();
    const cookies = new Headers();
    try {
      const address = addressOf(incoming);
      rates.address(address, 1);
      const headers = headersOf(incoming);
      const lastId = lastEventIdOf(headers, query);
      const ctx = await contextOf({ method: 'GET', headers }, { address, answer: cookies, calls: 1, heavy: false });
      for (const cookie of cookies.getSetCookie()) outgoing.appendHeader('set-cookie', cookie);
      const call = { router: appRouter, path: livePath, type: 'subscription', ctx, batchIndex: 0 } as const;
      const getRawInput = async () => inputOf(query, lastId);
      // The procedure is declared to answer with these events. They end when they are returned, without a signal.
      const events = (await callTRPCProcedure({ ...call, getRawInput, signal: undefined })) as FeedStream;
      // Nobody is let into the procedure without a principal; whoever went away meanwhile gets no stream.
      if (!ctx.principal || outgoing.destroyed) return;
      const endsAt = performance.now() + times.maxMs * (1 + jitter * (2 * Math.random() - 1));
      const stream = new LiveStream(parts, { outgoing, caller: ctx.principal, events, lastId, endsAt });
      streams.add(stream);
      metrics.answered(livePath, 'OK', performance.now() - begun);
      outgoing.writeHead(200, {
        ...own,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no', // nginx would hold events back
      });
      stream.begin(first);
      forgetHeaders(incoming);
    } catch (thrown) {
      const refusedHere = thrown instanceof Refused; // which is no fault
      const error = refusedHere ? errorOf(thrown) : getTRPCErrorFromUnknown(thrown);
      if (!refusedHere) logOnce(error);
      metrics.answered(livePath, refusalOf(error).refusal.reason, performance.now() - begun);
      if (outgoing.destroyed) return;
      for (const [name, value] of Object.entries(own)) outgoing.setHeader(name, value);
      refuseOn(outgoing, error, livePath);
    }
  }

  return (incoming, outgoing, own = {}) => {
    const { method, url = '' } = incoming;
    const [, path, query = ''] = /^([^?]*)\??(.*)$/s.exec(url) ?? [];
    if (method !== 'GET' || path !== `/trpc/${livePath}` || url.length > maxUrl) return false;
    const search = new URLSearchParams(query);
    if (search.get('batch') === '1') return false; // which tRPC refuses
    void answer(incoming, outgoing, { query: search, own });
    incoming.socket.setTimeout(0); // a stream may be silent, and watches over its reader itself
    return true;
  };
}

/** All readers of a user hear of one failure; the log does once. */
function createLogOnce(log: Log): (error: TRPCError) => void {
  const logged = new WeakSet<Error>();
  return (error) => {
    const cause = error.cause ?? error;
    if (!logged.has(cause)) logFault(log, error, livePath);
    logged.add(cause);
  };
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  return headers;
}

/** What was asked has been read, and a stream lasts: of thousands their headers are megabytes. */
function forgetHeaders(incoming: IncomingMessage): void {
  incoming.headers = {};
  incoming.rawHeaders = [];
}

/** Where a browser's own reconnect says the place to go on from, and where programs may say it, as tRPC reads them. */
function lastEventIdOf(headers: Headers, query: URLSearchParams): string | null {
  return headers.get('last-event-id') ?? query.get('lastEventId') ?? query.get('Last-Event-Id');
}

/** The procedure's input, which its schema checks. The id of the last event wins. */
function inputOf(query: URLSearchParams, lastEventId: string | null): unknown {
  const input = parse(query.get('input'));
  if (!lastEventId) return input;
  return typeof input === 'object' && input !== null && !Array.isArray(input)
    ? { ...input, lastEventId }
    : (input ?? { lastEventId });
}

function parse(json: string | null): unknown {
  const tooMuch = json && sizeRefusal(json, 1);
  if (tooMuch) throw bodyError(tooMuch);
  try {
    return json ? JSON.parse(json) : undefined;
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', cause });
  }
}
