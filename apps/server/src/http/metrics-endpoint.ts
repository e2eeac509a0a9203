import { createHash, timingSafeEqual } from 'node:crypto';
import type { Registry } from '@prometheus-io/client';

/**
 * Makes the function that answers `GET /metrics` to whoever has the token. It answers null, which is for a path that does not exist, when
 * there is no token.
 */
export function createMetricsEndpoint(
  registry: Pick<Registry, 'metrics' | 'contentType'>,
  token: string | undefined,
): (request: Request) => Promise<Response | null> {
  const wanted = token === undefined ? undefined : digest(token);
  return async ({ headers }) => {
    if (wanted === undefined) return null;
    const [, sent = ''] = /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '') ?? [];
    if (!timingSafeEqual(digest(sent), wanted)) {
      const headers = { 'www-authenticate': 'Bearer', 'cache-control': 'no-store' };
      return new Response('Send the token.\n', { status: 401, headers });
    }
    const type = { 'content-type': registry.contentType, 'cache-control': 'no-store' };
    return new Response(await registry.metrics(), { headers: type });
  };
}

/** Of equal length, whatever was sent, and nothing is learned from how long the comparison takes. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
