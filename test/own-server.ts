import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '@typedo/server/testing/process';

/** A server in a process of its own, on SQLite. */
export interface OwnServer extends AsyncDisposable {
  /** Makes an account with a key, and gives the settings of a program that uses it. */
  newcomer(name: string): Promise<{ TYPEDO_URL: string; TYPEDO_API_KEY: string }>;
}

/** Starts it. */
export async function startOwnServer(): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'typedo-own-server-'));
  const server = await startServerProcess({ PORT: '0', DATA_DIR: folder });
  const send = (path: string, body: object, headers = {}) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, ...headers },
      body: JSON.stringify(body),
    });
  return {
    async newcomer(name) {
      const account = { name, email: `${name}@example.com`, password: `the password of ${name}` };
      const made = await send('/api/auth/sign-up/email', account);
      const cookies = made.headers.getSetCookie().map((header) => header.split(';', 1)[0]);
      const scopes = ['tasks:read', 'tasks:write'];
      const key = await send('/trpc/account.keys.create', { name, scopes }, { cookie: cookies.join('; ') });
      const { result } = (await key.json()) as { result: { data: { secret: string } } }; // tRPC's answer to a single call
      return { TYPEDO_URL: server.url, TYPEDO_API_KEY: result.data.secret };
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
