import type { TypedoOptions } from './client.ts';

/** Wraps `fetch`: each attempt ends after the timeout, and a browser sends its cookies. */
export function boundedFetch({ fetch: send = fetch, timeout = 30_000, cookies }: TypedoOptions) {
  return (
    url: RequestInfo | URL | string,
    { signal, ...init }: Omit<RequestInit, 'signal'> & { signal?: AbortSignal | null | undefined } = {},
  ): Promise<Response> => {
    const limit = AbortSignal.timeout(timeout);
    return send(url, {
      ...init,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(cookies ? { credentials: 'include' as const } : {}),
    });
  };
}
