import type { IncomingMessage, ServerResponse } from 'node:http';
import { TRPCError } from '@trpc/server';
import { refuseOn, shapeOf } from './refusal.ts';

/** The longest path and query, in characters, all of which are ASCII. The SDK sends 8,000 at most. */
export const maxUrl = 8 * 1024;

/**
 * Refuses a request whose URL is too long, or no path: `GET http://host/path` is for proxies. Nothing is made of it before. Says whether it
 * did.
 */
export function refuseUrl(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  const { url = '' } = incoming;
  if (!url.startsWith('/')) {
    refuseOn(outgoing, new TRPCError({ code: 'BAD_REQUEST' }));
    return true;
  }
  if (url.length <= maxUrl) return false;
  const { data, ...shape } = shapeOf(new TRPCError({ code: 'PAYLOAD_TOO_LARGE' }));
  const httpStatus = 414; // HTTP has a status of its own for that, tRPC has none
  outgoing.writeHead(httpStatus, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  outgoing.end(JSON.stringify({ error: { ...shape, data: { ...data, httpStatus } } }));
  return true;
}
