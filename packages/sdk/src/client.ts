import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '@typedo/api';
import { limits } from '@typedo/contract';
import { boundedFetch } from './fetch.ts';
import { nameMutations } from './mutation-ids.ts';
import { retrySafely } from './retry.ts';

/** How a program reaches a Typedo server: with an API key, or in a browser with the session's cookies. */
export type TypedoOptions = {
  /** Where the server is, e.g. `http://localhost:3000`. */
  url: string | URL;
  /** How often a call is sent at most when the network or the server fails; 6 by default, in up to about ten seconds. */
  attempts?: number;
  /** How long one attempt may take, in milliseconds; 30,000 by default. */
  timeout?: number;
  /** What sends the requests; the platform's `fetch` by default. */
  fetch?: typeof fetch;
} & ({ apiKey: string; cookies?: never } | { cookies: true; apiKey?: never });

/** The typed client: `typedo.task.create.mutate({ title })`, `typedo.task.list.query({ limit: 10 })`. */
export type Typedo = TRPCClient<AppRouter>;

/**
 * Makes a typed client of a Typedo server. Calls of one tick travel together, at most 20 in one request.
 *
 * Every write carries a mutation id, so a call that failed on the way is sent again safely, with growing pauses; at most
 * one effect comes of it. A call that the server refused rejects with an error that {@link isReason} narrows.
 *
 * @throws TypeError when the URL is not one of http or https, or the API key has characters that no key has.
 */
export function createTypedo(options: TypedoOptions): Typedo {
  const url = new URL('trpc', withSlash(options.url));
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`Invalid url: expected http or https, not ${url.protocol}`);
  if (options.apiKey !== undefined && !/^[\x21-\x7e]+$/.test(options.apiKey))
    throw new TypeError('Invalid apiKey: expected tdo_…');
  return createTRPCClient<AppRouter>({
    links: [
      nameMutations,
      retrySafely(options.attempts ?? 6),
      httpBatchLink({
        url,
        maxItems: limits.batch.max,
        maxURLLength: 8000, // what servers and proxies commonly take
        headers: options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` },
        fetch: boundedFetch(options),
      }),
    ],
  });
}

function withSlash(url: string | URL): string {
  const text = String(url);
  return text.endsWith('/') ? text : `${text}/`;
}
