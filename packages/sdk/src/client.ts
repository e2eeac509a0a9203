import { createTRPCClient, httpBatchLink, splitLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '@typedo/api';
import { limits } from '@typedo/contract';
import { liveLink } from './live/live-link.ts';
import { liveOver, type Live } from './live/live.ts';
import { nameMutations } from './mutation-ids.ts';
import { isReplicaCall, singleLink } from './replica-calls.ts';
import { retrySafely } from './retry.ts';
import { boundedFetch, wayTo } from './way.ts';

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

/**
 * The typed client: `typedo.task.create.mutate({ title })`, `typedo.task.list.query({ limit: 10 })`, and
 * `for await (const changes of typedo.live())`.
 */
export type Typedo = TRPCClient<AppRouter> & { readonly live: Live };

/**
 * Makes a typed client of a Typedo server. Calls of one tick travel together, at most 20 in one request.
 *
 * Every write carries a mutation id, so a call that failed on the way is sent again safely, with growing pauses; at most
 * one effect comes of it. A call that the server refused rejects with an error that {@link isReason} narrows.
 *
 * @throws TypeError when the URL is not one of http or https, or the API key has characters that no key has.
 */
export function createTypedo(options: TypedoOptions): Typedo {
  const way = wayTo(options);
  const live = liveOver(way);
  const client = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: liveLink(live),
        false: [
          nameMutations,
          retrySafely(options.attempts ?? 6),
          splitLink({
            // A request holds one of these at most: their answers are large.
            condition: (op) => isReplicaCall(op) || op.path === 'sync.pull' || op.path === 'account.export',
            true: singleLink(way),
            false: httpBatchLink({
              url: way.url,
              maxItems: limits.batch.max,
              maxURLLength: 8000, // what servers and proxies commonly take
              headers: way.headers,
              fetch: boundedFetch(way),
            }),
          }),
        ],
      }),
    ],
  });
  return withLive(client, live);
}

/** tRPC's client is a proxy, which takes every name for a procedure's. */
function withLive(client: TRPCClient<AppRouter>, live: Live): Typedo {
  const get = (client: TRPCClient<AppRouter>, name: string | symbol): unknown =>
    name === 'live' ? live : Reflect.get(client, name);
  return new Proxy(client, { get }) as Typedo; // which has what both have
}
