import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A PostgreSQL that speaks TLS: the test's server does not. */
export interface TlsProxy extends AsyncDisposable {
  /** The URL of the database, through the proxy, by the name `localhost`, which its certificate is for. */
  readonly url: string;
}

/** Puts TLS in front of the database at `url`. */
export async function setupTlsProxy(url: string): Promise<TlsProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const door = createServer((client) => {
    // The first packet asks for TLS; one byte says yes.
    client.once('data', () => {
      client.write('S');
      const server = connect(Number(target.port || 5432), target.hostname);
      const secured = new TLSSocket(client, { isServer: true, key, cert: certificate });
      for (const socket of [client, server, secured]) {
        sockets.add(socket);
        socket.on('error', () => {}); // `close` follows
        socket.on('close', () => server.destroy());
      }
      secured.pipe(server).pipe(secured);
    });
  }).listen(0, 'localhost');
  await once(door, 'listening');
  // A server that listens on a TCP port has such an address.
  const { port } = door.address() as AddressInfo;
  return {
    url: Object.assign(new URL(url), { host: `localhost:${port}` }).href,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      door.close();
      await once(door, 'close');
    },
  };
}

// They protect nothing. Made with openssl, valid from 2020 to 2120, for `localhost`, signed by itself.
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbpus+ZoEorL6O1Cb
yIuaGqpkWn6BRQmZ3WnKvSe+ZtOhRANCAAQeAQp+6G/lzShq1Fdg0Es0h2vd8VwE
3xPjUV5ZDYpylWzsepoOWXFXfJTh15BIH/Ax2YYFi7QFQhUEw1vkcyD8
-----END PRIVATE KEY-----
`;

export const certificate = `-----BEGIN CERTIFICATE-----
MIIBZTCCAQugAwIBAgIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAt0eXBlZG8g
dGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFjEUMBIGA1UE
AwwLdHlwZWRvIHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQeAQp+6G/l
zShq1Fdg0Es0h2vd8VwE3xPjUV5ZDYpylWzsepoOWXFXfJTh15BIH/Ax2YYFi7QF
QhUEw1vkcyD8o0gwRjAPBgNVHRMBAf8EBTADAQH/MBQGA1UdEQQNMAuCCWxvY2Fs
aG9zdDAdBgNVHQ4EFgQUWO2pGu5XC+K7PuODI7dXfSk8PKQwCgYIKoZIzj0EAwID
SAAwRQIgcUHnYyoU/TcRj7p5cR7gNji+4A5pdHZw9jQglJ24WRMCIQC0p7zj6EpD
iNjQ8oqM5WpUwuz5wcDJbVKIsfTJWfjIZQ==
-----END CERTIFICATE-----
`;
