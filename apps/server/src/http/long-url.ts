import type { IncomingMessage, ServerResponse } from 'node:http';
import { TRPCError } from '@trpc/server';
import { shapeOf } from './refusal.ts';

/** The longest path and query, in characters, all of which are ASCII. The SDK sends 8,000 at most. */
const maxUrl = 8 * 1024;

/** Refuses a request whose URL is too long, before anything is made of it, and says whether it did. */
export function refuseLongUrl(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  if ((incoming.url?.length ?? 0) <= maxUrl) return false;
  const { data, ...shape } = shapeOf(new TRPCError({ code: 'PAYLOAD_TOO_LARGE' }));
  const httpStatus = 414; // HTTP has a status of its own for that, tRPC has none
  outgoing.writeHead(httpStatus, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  outgoing.end(JSON.stringify({ error: { ...shape, data: { ...data, httpStatus } } }));
  return true;
}
