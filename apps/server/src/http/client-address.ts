import type { IncomingMessage } from 'node:http';

/**
 * Where a request came from: the address at the other end of the line, after those that the proxies noted when there are
 * trusted ones. Without trusted proxies anybody could write anything there, so that it is not read.
 */
export function addressOf(incoming: IncomingMessage, trustedProxies: readonly string[]): string {
  const own = incoming.socket.remoteAddress ?? '';
  const noted = trustedProxies.length > 0 ? incoming.headers['x-forwarded-for'] : undefined;
  return noted === undefined ? own : `${String(noted)}, ${own}`;
}
