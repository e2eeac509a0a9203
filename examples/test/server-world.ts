import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setupPlace, type dialects } from '@typedo/db/testing/places';
import { startServerProcess } from '@typedo/server/testing/process';
import { createTypedo, type Typedo } from '@typedo/sdk';

/** A server in a process of its own, and an account with a key. */
export interface ServerWorld extends AsyncDisposable {
  /** A folder for the test's files. */
  readonly folder: string;
  /** The settings of a program that uses the server. */
  readonly settings: { TYPEDO_URL: string; TYPEDO_API_KEY: string };
  /** A client that tries so often. */
  typedo(attempts: number): Typedo;
  kill(): Promise<unknown>;
  restart(): Promise<void>;
}

/** Sets it up. */
export async function setupServerWorld(dialect: (typeof dialects)[number]): Promise<ServerWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'typedo-example-'));
  const place = await setupPlace(dialect, { migrated: false });
  const port = await freePort();
  const settings = {
    PORT: String(port),
    DATA_DIR: folder,
    ...(dialect === 'postgresql' ? { DATABASE_URL: place.url, AUTH_SECRET: 's'.repeat(32) } : {}),
  };
  const server = { current: await startServerProcess(settings) };
  const { url } = server.current;
  const apiKey = await makeKey(url);
  return {
    folder,
    settings: { TYPEDO_URL: url, TYPEDO_API_KEY: apiKey },
    typedo: (attempts) => createTypedo({ url, apiKey, attempts }),
    restart: async () => void (server.current = await startServerProcess(settings)),
    kill: () => server.current.end('SIGKILL'),
    async [Symbol.asyncDispose]() {
      await server.current[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function makeKey(url: string): Promise<string> {
  const send = (path: string, body: object, headers = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, ...headers },
      body: JSON.stringify(body),
    });
  const account = await send('/api/auth/sign-up/email', {
    name: 'Ada',
    email: 'ada@example.com',
    password: 'a long password',
  });
  const cookie = account.headers
    .getSetCookie()
    .map((header) => header.split(';', 1)[0])
    .join('; ');
  const key = await send(
    '/trpc/account.keys.create',
    { name: 'example', scopes: ['tasks:read', 'tasks:write'] },
    { cookie, origin: url },
  );
  const { result } = (await key.json()) as { result: { data: { secret: string } } }; // tRPC's answer to a single call
  return result.data.secret;
}
/** The same port again after a restart, so that a client finds the server. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  server.close();
  await once(server, 'close');
  return port;
}
