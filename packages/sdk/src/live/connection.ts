import { TRPCClientError } from '@trpc/client';
import type { AppRouter } from '@typedo/api';
import type { LiveEvent } from '@typedo/contract';
import { headersFor } from '../replica-calls.ts';
import type { Way } from '../way.ts';
import { eventsOf } from './events.ts';
import type { LiveMessage } from './live.ts';
import { watch, type Watch } from './watch.ts';

/** Where a stream begins, whom to tell that it is open, and whose it must be. */
interface Start {
  readonly cursor: string | undefined;
  readonly onOpen: (() => void) | undefined;
  readonly userId: string | null | undefined;
}

/** How long a stream may be silent until the server says how often it gives a sign, in milliseconds. */
const patience = 45_000;

/**
 * One stream of `sync.live`: yields what comes until the server ends it. Throws a TypedoError when the server refuses, at first or later,
 * and another error when the line breaks, falls silent or has something else at its end. Returns when the signal is aborted.
 */
export async function* connect(way: Way, start: Start, signal: AbortSignal): AsyncGenerator<LiveMessage, void, void> {
  const line = watch(signal);
  try {
    const body = await open(way, start, line);
    let silence = patience;
    for await (const { event, id, data } of eventsOf(body, (wait) => line.within(silence, wait))) {
      if (event === 'connected') {
        silence = silenceOf(data) ?? patience;
        start.onOpen?.();
      } else if (event === 'serialized-error') throw errorOf({ error: jsonOf(data) });
      else if (event === 'end' || event === 'return') return;
      else if (event === undefined || event === 'message') yield messageOf(id, data);
    }
    throw new Error('it ended in the middle');
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof TRPCClientError) throw error;
    throw new Error(`The live stream broke: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    line.end();
  }
}

async function open({ url, headers, send, timeout }: Way, { cursor, userId }: Start, line: Watch) {
  const address = new URL(`${url.pathname}/sync.live`, url);
  if (cursor !== undefined) address.searchParams.set('input', JSON.stringify({ cursor }));
  const init = {
    headers: { accept: 'text/event-stream', ...headers, ...headersFor(userId) },
    signal: line.signal,
    cache: 'no-store',
  } as const;
  const response = await line.within(timeout, send(address, init));
  const type = response.headers.get('content-type') ?? 'nothing';
  if (response.ok && response.body && /^text\/event-stream\b/.test(type)) return response.body;
  const text = await line.within(timeout, response.text());
  // What has no reason is of a proxy, or of a network that wants to be paid first.
  if (response.ok) throw new Error(`${type} came instead of events`);
  throw errorOf(jsonOf(text) ?? new Error(`the answer was ${response.status}`), response);
}

/** tRPC's own error, with the reason in it if the server told one. */
function errorOf(told: object, response?: Response): TRPCClientError<AppRouter> {
  return TRPCClientError.from<AppRouter>(told, response ? { meta: { response } } : {});
}

function jsonOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function silenceOf(data: string): number | undefined {
  const options: { reconnectAfterInactivityMs?: number } | null = jsonOf(data);
  return options?.reconnectAfterInactivityMs;
}

function messageOf(cursor: string | undefined, data: string): LiveMessage {
  const event = JSON.parse(data) as LiveEvent; // our server's word is not checked again, as everywhere in the SDK
  if ('reset' in event) return { reset: true };
  if (!cursor) throw new Error('an event had no cursor');
  return { reset: false, cursor, ...event };
}
