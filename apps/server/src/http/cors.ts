import type { IncomingMessage, ServerResponse } from 'node:http';
import { userIdHeader } from '@typedo/contract';
import { isForCalls } from './call-paths.ts';

/** Lets pages of other origins call, and answers what their browsers ask first. Gives whether it has answered. */
export type Cors = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** Seconds for which a browser remembers what it may send; browsers cut it to two hours or less. */
const preflightAge = 7200;

const allowed = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': [
    'authorization',
    'content-type',
    'last-event-id',
    'mcp-protocol-version',
    userIdHeader,
  ].join(', '),
  'access-control-max-age': String(preflightAge),
};

/**
 * Makes the part that lets pages of `origins` call procedures and tools with an API key. Nothing is allowed to any other page, and a cookie counts for none
 * of them. Without origins a browser lets no page of another origin read an answer. No answer is stored anywhere, so none varies.
 */
export function createCors(origins: readonly string[]): Cors {
  const known = new Set(origins);
  return (incoming, outgoing) => {
    if (!isForCalls(incoming.url)) return false;
    const { origin = '' } = incoming.headers;
    if (!known.has(origin)) return false;
    outgoing.setHeader('access-control-allow-origin', origin);
    outgoing.setHeader('access-control-expose-headers', 'retry-after, x-request-id');
    if (incoming.method !== 'OPTIONS') return false;
    outgoing.writeHead(204, allowed).end();
    return true;
  };
}
