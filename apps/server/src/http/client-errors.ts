import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { requestIdHeader } from '@typedo/contract';
import { TRPCError } from '@trpc/server';
import { shapeOf } from './refusal.ts';

type Code = TRPCError['code'];

/** What node says of a request that never became one, as status and code. Anything else is not HTTP. */
const known: Record<string, readonly [number, Code]> = {
  HPE_HEADER_OVERFLOW: [431, 'PAYLOAD_TOO_LARGE'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'PAYLOAD_TOO_LARGE'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'TIMEOUT'],
};

/**
 * Makes the function that answers what is no request: headers that are too large or come too slowly, or something else than HTTP. It says so
 * in the shape of any other refusal, and closes the connection. `headers` go with it, and the id that `note` gives to an answer of a status.
 */
export function createClientErrors(
  headers: Map<string, string>,
  note: (status: number) => string,
): (error: NodeJS.ErrnoException, socket: Duplex) => void {
  return ({ code = '' }, socket) => {
    if (!socket.writable || code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const [status, reason] = known[code] ?? ([400, 'BAD_REQUEST'] as const);
    const body = JSON.stringify({ error: shapeOf(new TRPCError({ code: reason })) });
    const lines = Object.entries({
      ...Object.fromEntries(headers),
      [requestIdHeader]: note(status),
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`, () =>
      socket.destroy(),
    );
  };
}
