import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { contractVersion, limits, newId } from '@typedo/contract';
import { expect, test } from 'vitest';
import { setupFolder } from '../program.ts';
import { startServerProcess, type ServerProcess } from '../server-process.ts';
import { cookieOf } from '../setup-server.ts';
import { often, patience } from '../sync/soak.ts';

const json = { 'content-type': 'application/json' };
const megabyte = 1024 * 1024;
const token = 'token-of-a-test!';

/** A client that does harm while it lasts. */
type Hostile = (url: URL, keys: { deaf: string[]; large: string }) => Promise<AsyncDisposable | void>;

const hostile: Record<string, Hostile> = {
  '1,000 sockets with half a header': (url) => holdSockets(url, 1_000, () => 'GET /livez HTTP/1.1\r\nhost: '),
  '1,000 of five accounts that never read the pulls that they ask for': (url, { deaf }) =>
    holdSockets(url, 1_000, (index) => {
      const key = deaf[index % deaf.length];
      return `GET ${pullPath} HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 198.51.100.1\r\nauthorization: Bearer ${key}\r\n\r\n`;
    }),
  '7,000 commas in a batch URL, 300 times': async ({ origin }) => {
    for (let turn = 0; turn < 300; turn++) {
      const { status } = await fetch(`${origin}/trpc/${','.repeat(7_000)}?batch=1`, {
        headers: { 'x-forwarded-for': '198.51.100.2' },
      });
      expect(status).toBe(400);
    }
  },
  'bodies of 100 MB, announced and not': async (url) => {
    for (const announced of [true, false, true, false]) await sendLarge(url, announced);
  },
  'bodies of 1 MB that nest, or are one word, or name 100,000 keys, 20 times each': async ({ origin }, { large }) => {
    const bodies = [
      '['.repeat(megabyte),
      JSON.stringify({ title: 'x'.repeat(megabyte - 20) }),
      JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`k${index}`, 1]))),
      JSON.stringify({ ids: Array.from({ length: 80_000 }, (_, index) => `wrong${index}`) }),
    ];
    const headers = { ...json, 'x-forwarded-for': '198.51.100.4', authorization: `Bearer ${large}` };
    for (const body of Array.from({ length: 20 }, () => bodies).flat()) {
      const { status } = await fetch(`${origin}/trpc/task.deleteMany`, { method: 'POST', headers, body });
      expect(status).toBe(400);
    }
  },
};

const pullPath = `/trpc/sync.pull?input=${encodeURIComponent(JSON.stringify({ limit: limits.pull.max }))}`;

test(
  'hostile clients neither stop the server from serving others nor fill its memory',
  patience,
  async ({ annotate }) => {
    using folder = setupFolder();
    await using server = await startServerProcess({
      DATA_DIR: folder.path,
      PORT: '0',
      METRICS_TOKEN: token,
      TRUSTED_PROXIES: '127.0.0.1',
    });
    const url = new URL(server.url);
    const good = await signUp(url, 'good');
    const deaf = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => signUp(url, name)));
    const keys = { deaf, large: await signUp(url, 'large') };
    for (const key of deaf) await fill(url, key);
    await serve(url, good, often(300, 2_000)); // so that what is loaded at the first call is no growth

    for (const [name, attack] of Object.entries(hostile)) {
      const before = residentBytes(server);
      const delays = await delaysOf(server);
      let most = before;
      const watch = setInterval(() => (most = Math.max(most, residentBytes(server))), 100);
      const [held, { sent, served, slowest }] = await Promise.all([
        attack(url, keys),
        serve(url, good, often(400, 2_000)),
      ]);
      clearInterval(watch);
      await held?.[Symbol.asyncDispose]();
      expect(served / sent).toBeGreaterThanOrEqual(0.999);
      expect(most - before).toBeLessThan(256 * megabyte);
      const grown = Math.round((most - before) / megabyte);
      const after = await delaysOf(server);
      const late = `${after.late - delays.late} of ${after.looks - delays.looks}`;
      await annotate(
        `${name}: ${served} of ${sent} good requests served, the slowest of those on a new connection in ${slowest.read} ms, on a kept one in ${slowest.write} ms; memory +${grown} MB; the event loop was late by 50 ms in ${late} looks`,
        'figure',
      );
    }
    expect(await server.end('SIGTERM')).toBe(0);
  },
);

/** Opens sockets that say something, never read, and stay. */
async function holdSockets(
  { hostname, port }: URL,
  count: number,
  bytes: (index: number) => string,
): Promise<AsyncDisposable> {
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index++) {
    const socket = connect(Number(port), hostname).on('error', () => {}); // the server cuts it off
    socket.pause().write(bytes(index));
    sockets.push(socket);
    if (index % 100 === 0) await sleep(10);
  }
  await sleep(1_000);
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const chunk = Buffer.alloc(megabyte, ' ');

/** Sends 100 MB, or as much of it as the server takes before it says that this is too much. */
async function sendLarge(url: URL, announced: boolean): Promise<void> {
  const headers = {
    ...json,
    'x-forwarded-for': '198.51.100.3',
    ...(announced ? { 'content-length': String(100 * megabyte) } : {}),
  };
  const outgoing = request(`${url.origin}/trpc/task.create`, { method: 'POST', headers });
  const { promise: over, resolve } = Promise.withResolvers<number>();
  outgoing.on('response', ({ statusCode = 0 }) => resolve(statusCode)).on('error', () => resolve(0));
  Readable.from(Array.from({ length: 100 }, () => chunk)).pipe(outgoing);
  expect(await over).toBe(413);
  outgoing.destroy();
}

/** Sends good requests, four at a time: reads on connections of their own, as of clients that come anew, and writes on kept ones. */
async function serve(
  url: URL,
  key: string,
  sent: number,
): Promise<{ sent: number; served: number; slowest: { read: number; write: number } }> {
  // Everybody comes from elsewhere, as a proxy notes: an address has its limits too.
  const headers = { ...json, authorization: `Bearer ${key}`, 'x-forwarded-for': '203.0.113.7' };
  let [left, served] = [sent, 0];
  const slowest = { read: 0, write: 0 };
  async function client(): Promise<void> {
    while (left-- > 0) {
      const kind = left % 2 ? 'read' : 'write';
      const begun = performance.now();
      const status = await (kind === 'read' ? askAnew(`${url.origin}/trpc/task.count`, headers) : write());
      if (status === 200) served++;
      slowest[kind] = Math.max(slowest[kind], Math.round(performance.now() - begun));
    }
  }
  async function write(): Promise<number> {
    const sending = fetch(`${url.origin}/trpc/task.create`, { method: 'POST', headers, body: '{"title":"x"}' });
    const response = await sending.catch(() => null);
    await response?.arrayBuffer();
    return response?.status ?? 0;
  }
  await Promise.all(Array.from({ length: 4 }, client));
  return { sent, served, slowest };
}

/** Asks on a connection of its own, behind all who came before; gives the status, 0 when there was none. */
function askAnew(url: string, headers: Record<string, string>): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  request(url, { headers, agent: false })
    .on('response', (response) => response.resume().on('end', () => resolve(response.statusCode ?? 0)))
    .on('error', () => resolve(0))
    .end();
  return promise;
}

async function signUp(url: URL, name: string): Promise<string> {
  const send = (path: string, body: object, headers = {}) =>
    fetch(url.origin + path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
  const account = await send('/api/auth/sign-up/email', {
    name,
    email: `${name}@example.com`,
    password: 'a long password',
  });
  const page = { cookie: cookieOf(account), origin: url.origin };
  const key = await send('/trpc/account.keys.create', { name, scopes: ['tasks:read', 'tasks:write'] }, page);
  const { result } = (await key.json()) as { result: { data: { secret: string } } }; // tRPC's answer to a single call
  return result.data.secret;
}

/** Makes as many tasks of full length as one pull may bring. */
async function fill({ origin }: URL, key: string): Promise<void> {
  const headers = { ...json, authorization: `Bearer ${key}` };
  const texts = { title: 't'.repeat(limits.title.max), description: 'd'.repeat(limits.description.max) };
  for (let made = 0; made < limits.pull.max; made += limits.push.max) {
    const create = () => ({ type: 'create', id: newId(), mutationId: newId(), ...texts });
    const body = JSON.stringify({ mutations: Array.from({ length: limits.push.max }, create), contractVersion });
    const { status } = await fetch(`${origin}/trpc/sync.push`, { method: 'POST', headers, body });
    expect(status).toBe(200);
  }
}

/** How often the server looked how late its event loop was, and how often it was late by more than 50 ms. */
async function delaysOf({ url }: ServerProcess): Promise<{ looks: number; late: number }> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  const read = (line: string) =>
    Number(
      text
        .split('\n')
        .find((each) => each.startsWith(`${line} `))
        ?.split(' ')[1],
    );
  const looks = read('typedo_event_loop_delay_seconds_count');
  return { looks, late: looks - read('typedo_event_loop_delay_seconds_bucket{le="0.05"}') };
}

/** What the process holds in memory, in bytes. */
function residentBytes({ pid }: ServerProcess): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}
