import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A door in front of a PostgreSQL that a test can close. */
export interface TcpProxy extends AsyncDisposable {
  /** The URL of the database, through the door. */
  readonly url: string;
  /** What each client sent first; a test may empty it. */
  readonly greetings: string[];
  /** How many connections there are. */
  readonly connections: number;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Keeps every connection and takes new ones, but nothing passes, either way, until `heal`. */
  hang(): void;
  /** Lets pass what clients send, and nothing of what they are answered, until `heal`. */
  mute(): void;
  /** Lets everything pass again, what waited included. */
  heal(): Promise<void>;
  /** Breaks every connection and leads new ones to where `url` is. */
  lead(url: string): void;
}

/** Makes a door in front of the database at `url`, open unless `closed`. */
export async function setupTcpProxy(url: string, { closed = false } = {}): Promise<TcpProxy> {
  let target = new URL(url);
  const sockets = new Set<Socket>();
  const answering = new WeakSet<Socket>();
  const greetings: string[] = [];
  let hanging = false;
  let muted = false;

  const join = (client: Socket) => {
    const server = connect(Number(target.port || 5432), target.hostname);
    answering.add(server);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => {}); // `close` follows
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (hanging || (muted && from === server)) from.pause();
    }
    client.once('data', (bytes) => greetings.push(bytes.toString('latin1')));
  };

  const door = createServer(join).listen(0, '127.0.0.1');
  await once(door, 'listening');
  // A server that listens on a TCP port has such an address.
  const { port } = door.address() as AddressInfo;

  const proxy: TcpProxy = {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    greetings,
    get connections() {
      return sockets.size / 2; // of each, both ends
    },
    async cut() {
      for (const socket of sockets) socket.destroy();
      if (!door.listening) return;
      door.close();
      await once(door, 'close');
    },
    hang() {
      hanging = true;
      for (const socket of sockets) socket.pause();
    },
    mute() {
      muted = true;
      for (const socket of sockets) if (answering.has(socket)) socket.pause();
    },
    async heal() {
      hanging = muted = false;
      for (const socket of sockets) socket.resume();
      if (door.listening) return;
      door.listen(port, '127.0.0.1');
      await once(door, 'listening');
    },
    lead(url) {
      target = new URL(url);
      for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: () => proxy.cut(),
  };
  if (closed) await proxy.cut();
  return proxy;
}
