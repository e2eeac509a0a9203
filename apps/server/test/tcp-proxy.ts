import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A line to a database that a test can cut and mend. */
export interface TcpProxy extends AsyncDisposable {
  /** The database's URL by way of this line. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Lets connections through again. */
  mend(): Promise<void>;
}

/** Puts a line of our own before the server of a URL. It is cut at first if `cut` says so. */
export async function setupProxy(target: string, { cut = false } = {}): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let ownPort = 0;

  async function mend(): Promise<void> {
    server = createServer((inner) => {
      const outer = connect(Number(port || 5432), hostname);
      for (const [socket, other] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        sockets.add(socket);
        socket.pipe(other);
        socket.on('error', () => other.destroy()).on('close', () => other.destroy() && sockets.delete(socket));
      }
    }).listen(ownPort, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    ownPort = typeof address === 'object' && address ? address.port : 0;
  }

  async function stop(): Promise<void> {
    if (!server?.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await mend();
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(ownPort);
  if (cut) await stop();
  return { url: url.href, cut: stop, mend, [Symbol.asyncDispose]: stop };
}
