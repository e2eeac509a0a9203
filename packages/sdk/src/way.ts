import type { TypedoOptions } from './client.ts';

/** The way to a server: what all requests of a client have in common. */
export interface Way {
  /** Where the procedures are, e.g. `http://localhost:3000/trpc`. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** How long an answer may take, in milliseconds. */
  readonly timeout: number;
  /** Sends a request; a browser's with its cookies. */
  readonly send: (url: RequestInfo | URL, init: RequestInit) => Promise<Response>;
}

/** Finds the way that the options describe. Throws a TypeError when no request could be sent on it. */
export function wayTo({ url: place, apiKey, cookies, timeout = 30_000, fetch: send = fetch }: TypedoOptions): Way {
  const address = withSlash(place);
  if (!URL.canParse('trpc', address))
    throw new TypeError(`Invalid url: expected an address such as http://localhost:3000, not "${place}"`);
  const url = new URL('trpc', address);
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`Invalid url: expected http or https, not ${url.protocol}`);
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) throw new TypeError('Invalid apiKey: expected tdo_…');
  return {
    url,
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    timeout,
    send: (url, init) => send(url, cookies ? { ...init, credentials: 'include' } : init),
  };
}

/** An answer that is not our server's: of a proxy, or of a network that lets nobody through. */
export class ForeignAnswer extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The answer was ${status}, and not of a Typedo server`);
    this.status = status;
  }
}

/** The `fetch` of calls: each attempt ends after the timeout. Rejects with a ForeignAnswer for a failure that is not told in JSON. */
export function boundedFetch({ send, timeout }: Way) {
  return async (
    url: RequestInfo | URL,
    { signal, ...init }: Omit<RequestInit, 'signal'> & { signal?: AbortSignal | null | undefined } = {},
  ): Promise<Response> => {
    const limit = AbortSignal.timeout(timeout);
    const response = await send(url, { ...init, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    if (response.ok || response.headers.get('content-type')?.includes('json')) return response;
    await response.body?.cancel();
    throw new ForeignAnswer(response.status);
  };
}

function withSlash(url: string | URL): string {
  const text = String(url);
  return text.endsWith('/') ? text : `${text}/`;
}
