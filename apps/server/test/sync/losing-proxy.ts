import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that loses answers after the server has done what was asked. */
export interface LosingProxy extends AsyncDisposable {
  readonly url: string;
  /** How many answers never reached whoever asked. */
  readonly lost: number;
}

/**
 * Stands between a client and a server: passes every request on, waits for the whole answer, and then may break the
 * line instead. `isLost` decides that, and hears how many were lost before.
 */
export async function setupLosingProxy(target: string, isLost: (lost: number) => boolean): Promise<LosingProxy> {
  let lost = 0;
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const forward = request(target + (incoming.url ?? ''), {
      method: incoming.method ?? 'GET',
      headers: incoming.headers,
    });
    forward.on('response', (answer) => void answerWith(answer, outgoing)).on('error', () => outgoing.destroy());
    incoming.pipe(forward);
  };
  const answerWith = async (answer: IncomingMessage, outgoing: ServerResponse) => {
    const body = Buffer.concat(await answer.toArray());
    if (!isLost(lost)) outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(body);
    else if (outgoing.destroy()) lost++;
  };
  const server = createServer(pass).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    get lost() {
      return lost;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
