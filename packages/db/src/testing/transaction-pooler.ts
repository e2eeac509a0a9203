import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A stand-in for a pooler in transaction mode: everything works through it, LISTEN seems to, and no notification comes. */
export interface TransactionPooler extends AsyncDisposable {
  /** The URL of the database, through the pooler. */
  readonly url: string;
  /** How many notifications it kept to itself. */
  readonly swallowed: number;
  /** Lets notifications through from now on, as a direct line does. */
  deliver(): void;
}

/** Makes such a pooler in front of the database at `url`. */
export async function setupTransactionPooler(url: string): Promise<TransactionPooler> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let delivers = false;
  let swallowed = 0;
  const passes = (message: Buffer) => {
    if (delivers || message.at(0) !== notificationResponse) return true;
    swallowed++;
    return false;
  };

  const door = createServer((client) => {
    const server = connect(Number(target.port || 5432), target.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {}); // `close` follows
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    const split = createSplitter();
    server.on('data', (bytes) => {
      const kept = split(bytes).filter(passes);
      if (kept.length > 0) client.write(Buffer.concat(kept));
    });
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  // A server that listens on a TCP port has such an address.
  const { port } = door.address() as AddressInfo;

  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    get swallowed() {
      return swallowed;
    },
    deliver() {
      delivers = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      door.close();
      await once(door, 'close');
    },
  };
}

const notificationResponse = 'A'.charCodeAt(0);

/** Cuts what a server sends into its messages: a letter, the length of what follows in four bytes that count too, and that. */
function createSplitter(): (bytes: Buffer) => Buffer[] {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const messages: Buffer[] = [];
    while (rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
      const end = 1 + rest.readUInt32BE(1);
      messages.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return messages;
  };
}
