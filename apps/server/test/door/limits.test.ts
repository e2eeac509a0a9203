import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '@typedo/contract';
import { describe, expect, test } from 'vitest';
import { createUnreadAnswers } from '../../src/http/unread-answers.ts';
import { setupServer, type TestServer } from '../setup-server.ts';
import { read } from './answer.ts';

/** Sends bytes and gives all that comes back until the server closes. */
async function sendRaw(server: TestServer, bytes: string): Promise<{ status: number; headers: string; body: unknown }> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(bytes);
  const [headers = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { status: Number(headers.slice('HTTP/1.1 '.length).slice(0, 3)), headers, body: JSON.parse(body || 'null') };
}

const refusedAs = (reason: string) => ({ error: { data: { reason }, message: expect.any(String) } });

describe('a request', () => {
  test('of a URL over 8 kB is refused before anything is made of it', async () => {
    await using server = await setupServer('sqlite');
    const ask = async (length: number) => {
      const path = '/trpc/task.list?x=';
      return read(await fetch(server.url + path + 'x'.repeat(length - path.length)));
    };
    expect(await ask(8 * 1024)).toMatchObject({ status: 401, reason: 'UNAUTHENTICATED' });
    expect(await ask(8 * 1024 + 1)).toMatchObject({
      status: 414,
      reason: 'PAYLOAD_TOO_LARGE',
      type: 'application/json',
    });
  });

  test('for thousands of calls in its path is refused whole', async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    for (const path of [','.repeat(7_000), `task.count${',task.count'.repeat(limits.batch.max)}`])
      expect(await read(await fetch(`${server.url}/trpc/${path}?batch=1`, { headers: ada.page }))).toMatchObject({
        status: 400,
        reason: 'INVALID_INPUT',
      });
  });

  test('of headers over 16 kB, or that is none, is refused with a reason in the usual shape', async () => {
    await using server = await setupServer('sqlite');
    const large = await sendRaw(server, `GET /livez HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(17 * 1024)}\r\n\r\n`);
    expect(large).toMatchObject({ status: 431, body: refusedAs('PAYLOAD_TOO_LARGE') });
    const none = await sendRaw(server, 'hello\r\n\r\n');
    expect(none).toMatchObject({ status: 400, body: refusedAs('INVALID_INPUT') });
    expect(none.headers).toMatch(/x-content-type-options: nosniff/);
    expect(none.headers).not.toMatch(/hello|HPE/);
  });

  test('whose headers do not come within ten seconds is cut off, and hears why', { timeout: 20_000 }, async () => {
    await using server = await setupServer('sqlite');
    expect(server.http.headersTimeout).toBe(10_000);
    expect(server.http.requestTimeout).toBe(30_000);
    server.http.headersTimeout = 500; // what the test can wait for
    expect(await sendRaw(server, 'GET /livez HTTP/1.1\r\nhost: ')).toMatchObject({
      status: 408,
      body: refusedAs('REQUEST_TIMEOUT'),
    });
  });

  test('that is answered with many issues hears of ten', async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const ids = Array.from({ length: limits.many.max }, () => 'x');
    const response = await server.post('/trpc/task.deleteMany', { ids }, ada.page);
    const { error } = (await response.json()) as { error: { data: { details: { issues: unknown[] } } } };
    expect(error.data.details.issues).toHaveLength(limits.issues.max);
  });
});

describe('connections', () => {
  test('beyond ten thousand are not taken', async () => {
    await using server = await setupServer('sqlite');
    expect(server.http.maxConnections).toBe(10_000);
    server.http.maxConnections = 2;
    const port = Number(new URL(server.url).port);
    const sockets = Array.from({ length: 3 }, () => connect(port, '127.0.0.1'));
    await expect.poll(() => sockets.filter(({ readyState }) => readyState === 'closed').length).toBe(1);
    for (const socket of sockets) socket.destroy();
  });
});

describe('answers that nobody reads', () => {
  /** A server that answers `/n` with n MB, and a client that asks and does not read. */
  async function setupAnswers(most: Parameters<typeof createUnreadAnswers>[0]) {
    const unread = createUnreadAnswers(most);
    const held = new Map<string, number>();
    const http = createServer((incoming, outgoing) => {
      unread.watch(outgoing);
      const { url = '' } = incoming;
      outgoing.end(Buffer.alloc(Number(url.slice(1)) * 1024 * 1024)).on('close', () => held.delete(url));
      held.set(url, outgoing.writableLength);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => http.once('listening', resolve));
    const { port } = http.address() as AddressInfo; // which it is for TCP
    return {
      held,
      ask: (path: string) =>
        void connect(port, '127.0.0.1')
          .on('error', () => {})
          .pause()
          .write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`),
      [Symbol.asyncDispose]: async () => {
        http.closeAllConnections();
        await new Promise((resolve) => http.close(resolve));
      },
    };
  }

  test('are cut off, the largest first, when all together hold too much memory', async () => {
    await using answers = await setupAnswers({ everyMs: 20, longestMs: 60_000, mostBytes: 24 * 1024 * 1024 });
    for (const path of ['/10', '/11', '/30', '/40']) {
      answers.ask(path);
      await sleep(50);
    }
    await expect.poll(() => [...answers.held.keys()]).toEqual(['/10', '/11']);
  });

  test('are cut off when they are not out in time', async () => {
    await using answers = await setupAnswers({ everyMs: 20, longestMs: 300, mostBytes: 1024 ** 3 });
    answers.ask('/10');
    await expect.poll(() => answers.held.size).toBe(1);
    await expect.poll(() => answers.held.size).toBe(0);
  });
});
