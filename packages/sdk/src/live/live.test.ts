import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createTypedo, fieldsOf, isReason, newId, reasonOf, type LiveMessage, type Task } from '../index.ts';

// As in retry.test.ts, the servers here stand for what goes wrong on the way.
const now = '2026-01-02T03:04:05.678Z';
const task = (title: string): Task => ({
  id: newId(),
  userId: 'u',
  ...fieldsOf({ title }),
  createdAt: now,
  updatedAt: now,
});
const told = (cursor: string, ...tasks: Task[]): LiveMessage => ({ reset: false, cursor, tasks, deletedIds: [] });

describe('live', () => {
  it('begins now or at a cursor, with the key, and tells each event with its cursor', async () => {
    const [first, second] = [task('first'), task('zweite 🥛')];
    await using server = await setupStream((stream) => {
      stream.open({ reconnectAfterInactivityMs: 45_000 });
      stream.ping();
      stream.event('e.1', { tasks: [first], deletedIds: [] });
      stream.event('e.3', { tasks: [second], deletedIds: [first.id] });
    });
    expect(await take(server.typedo.live(), 2)).toEqual([
      told('e.1', first),
      { ...told('e.3', second), deletedIds: [first.id] },
    ]);
    expect(await take(server.typedo.live({ cursor: 'e.0' }), 1)).toEqual([told('e.1', first)]);
    expect(server.inputs).toEqual([undefined, { cursor: 'e.0' }]);
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer tdo_x', accept: 'text/event-stream' });
  });

  it('reads a stream whose chunks end at any byte', async () => {
    const there = [task('🥛 weiß'), task('\u2028 and\r\nlines')];
    const wire = Buffer.from(
      `event: connected\ndata: {}\n\n\ndata: ${JSON.stringify({ tasks: there, deletedIds: [] })}\nid: e.2\n\n\n` +
        `data: {"reset":true}\nid: \n\n\nevent: restore-id\ndata: \nid: e.2\n\n\nevent: return\ndata: \n\n\n`,
    );
    await using server = await setupStream(async ({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      for (const byte of wire) {
        response.write(Buffer.from([byte]));
        await setImmediate();
      }
      response.end();
    });
    expect(await take(server.typedo.live({ cursor: 'e.1' }), 9)).toEqual([told('e.2', ...there), { reset: true }]);
    expect(server.count()).toBe(1); // what follows a reset is a pull
  });

  it('goes on from its last cursor when the line breaks, is answered by a proxy, or the server ends the stream', async () => {
    await using server = await setupStream((stream) => {
      if (stream.attempt === 1) stream.response.destroy();
      else if (stream.attempt === 2) stream.response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>');
      else if (stream.attempt === 3) stream.response.writeHead(200, { 'content-type': 'text/html' }).end('Pay first');
      else if (stream.attempt === 4) stream.refuse(503, { reason: 'UNAVAILABLE', details: { retryAfter: 0.01 } });
      else {
        stream.open();
        stream.event(`e.${stream.attempt}`, { tasks: [], deletedIds: [] });
        if (stream.attempt === 5) stream.end();
        else if (stream.attempt === 6) stream.error(500, { reason: 'INTERNAL', details: {} });
        else if (stream.attempt === 7) stream.response.end('data: {"tas');
      }
    });
    const opened = vi.fn<() => void>();
    const seen = await take(server.typedo.live({ cursor: 'e.1', onOpen: opened }), 4);
    expect(seen).toEqual([told('e.5'), told('e.6'), told('e.7'), told('e.8')]);
    expect(server.inputs.map((input) => input?.cursor)).toEqual([
      ...Array.from({ length: 5 }, () => 'e.1'),
      'e.5',
      'e.6',
      'e.7',
    ]);
    expect(opened).toHaveBeenCalledTimes(4);
  });

  it('begins anew when it is silent longer than the server said it would be', async () => {
    await using server = await setupStream((stream) => {
      stream.open({ reconnectAfterInactivityMs: 50 });
      if (stream.attempt === 2) stream.event('e.1', { tasks: [], deletedIds: [] });
    });
    expect(await take(server.typedo.live(), 1)).toEqual([told('e.1')]);
    expect(server.count()).toBe(2);
  });

  it('takes pings for signs of life', async () => {
    await using server = await setupStream(async (stream) => {
      stream.open({ reconnectAfterInactivityMs: 2_000 });
      const begun = performance.now();
      while (performance.now() - begun < 2_500) {
        stream.ping();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      stream.event('e.1', { tasks: [], deletedIds: [] });
    });
    expect(await take(server.typedo.live(), 1)).toEqual([told('e.1')]);
    expect(server.count()).toBe(1);
  });

  it('waits for the answer no longer than the timeout', async () => {
    await using server = await setupStream(
      (stream) => {
        if (stream.attempt === 1) return;
        stream.open();
        stream.event('e.1', { tasks: [], deletedIds: [] });
      },
      { timeout: 100 },
    );
    expect(await take(server.typedo.live(), 1)).toEqual([told('e.1')]);
  });

  it('throws what another try does not mend, told at first or in the stream', async () => {
    await using server = await setupStream((stream) => {
      if (stream.attempt === 1) return stream.refuse(401, { reason: 'UNAUTHENTICATED', details: {} });
      stream.open();
      stream.error(403, { reason: 'SCOPE_MISSING', details: { scope: 'tasks:read' } });
    });
    expect(isReason(await failureOf(server.typedo.live()), 'UNAUTHENTICATED')).toBe(true);
    expect(reasonOf(await failureOf(server.typedo.live()))).toMatchObject({
      reason: 'SCOPE_MISSING',
      details: { scope: 'tasks:read' },
    });
    expect(server.count()).toBe(2);
  });

  it('is one connection without `reconnect`: its end is the end, and every break an error without a reason', async () => {
    await using server = await setupStream((stream) => {
      if (stream.attempt === 1) return stream.response.destroy();
      stream.open();
      if (stream.attempt === 2) return stream.end();
      return stream.response.end();
    });
    const once = () => server.typedo.live({ reconnect: false });
    const broken = await failureOf(once());
    expect([broken, reasonOf(broken)]).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/^The live stream broke: /) }),
      null,
    ]);
    expect(await take(once(), 1)).toEqual([]);
    expect(await failureOf(once())).toMatchObject({ message: expect.stringContaining('ended in the middle') });
  });

  it('ends without an error when it is aborted: before, during a read, in a pause, and while nobody reads', async () => {
    await using server = await setupStream((stream) => {
      if (stream.attempt === 2) return stream.response.destroy();
      stream.open();
      stream.event('e.1', { tasks: [], deletedIds: [] });
      stream.event('e.2', { tasks: [], deletedIds: [] });
    });
    expect(await take(server.typedo.live({ signal: AbortSignal.abort() }), 1)).toEqual([]);
    expect(server.count()).toBe(0);

    const reading = new AbortController();
    const stream = server.typedo.live({ signal: reading.signal });
    await take(stream, 2, { leave: false });
    const next = stream.next();
    reading.abort();
    expect(await next).toEqual({ done: true, value: undefined });

    const pausing = new AbortController();
    const pause = server.typedo.live({ signal: pausing.signal }).next();
    await expect.poll(server.count).toBe(2);
    pausing.abort();
    expect(await pause).toEqual({ done: true, value: undefined });

    const idle = new AbortController();
    const unread = server.typedo.live({ signal: idle.signal });
    await unread.next();
    idle.abort();
    await expect.poll(server.open).toBe(0);
    expect(await unread.next()).toEqual({ done: true, value: undefined }); // though another event had come
  });

  it('closes its connection when the loop is left, and when it is returned from in the middle of a read', async () => {
    await using server = await setupStream((stream) => {
      stream.open();
      stream.event('e.1', { tasks: [], deletedIds: [] });
    });
    for await (const message of server.typedo.live()) {
      expect(message.reset).toBe(false);
      break;
    }
    await expect.poll(server.open).toBe(0);
    const stream = server.typedo.live();
    await stream.next();
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await expect.poll(server.open).toBe(0);
  });

  it('lets the server wait while its reader is slow, and then misses nothing', async () => {
    const events = 400;
    const big = Array.from({ length: 50 }, () => ({ ...task('t'), description: 'd'.repeat(1000) }));
    let written = 0;
    await using server = await setupStream(async (stream) => {
      stream.open();
      for (let seq = 1; seq <= events; seq++) {
        written = seq;
        if (!stream.event(`e.${seq}`, { tasks: big, deletedIds: [] })) await once(stream.response, 'drain');
      }
    });
    const stream = server.typedo.live({ cursor: 'e.0' });
    await stream.next();
    let before = 0;
    await expect
      .poll(() => {
        const stands = written === before;
        before = written;
        return stands;
      })
      .toBe(true); // it stands still, long before the end
    expect(written).toBeLessThan(events);
    const rest = await take(stream, events - 1);
    expect(rest.at(-1)).toMatchObject({ cursor: `e.${events}` });
    expect(rest).toHaveLength(events - 1);
  });

  it('tries at once when the browser comes online', async () => {
    const browser = new EventTarget();
    vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser));
    vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser));
    await using server = await setupStream((stream) => {
      if (stream.attempt < 8) return stream.response.destroy(); // whose pauses would add up to half a minute
      stream.open();
      stream.event('e.1', { tasks: [], deletedIds: [] });
    });
    const first = server.typedo.live().next();
    const online = setInterval(() => browser.dispatchEvent(new Event('online')), 5);
    expect((await first).value).toEqual(told('e.1'));
    clearInterval(online);
  }, 10_000);

  it('is what a subscription to sync.live is made of', async () => {
    const there = task('there');
    await using server = await setupStream((stream) => {
      stream.open();
      if (stream.attempt === 1) {
        stream.event('e.1', { tasks: [there], deletedIds: [] });
        stream.response.end();
      } else stream.send(`data: {"reset":true}`);
    });
    const seen: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    server.typedo.sync.live.subscribe(
      { cursor: 'e.9', lastEventId: 'e.0' },
      { onStarted: () => seen.push('started'), onData: (data) => seen.push(data), onComplete: resolve },
    );
    await promise;
    expect(seen).toEqual([
      'started',
      { id: 'e.1', data: { tasks: [there], deletedIds: [] } },
      'started',
      { reset: true },
    ]);
    expect(server.inputs).toEqual([{ cursor: 'e.0' }, { cursor: 'e.1' }]);
  });

  it('closes the connection of a subscription that is left, and tells it of a refusal', async () => {
    await using server = await setupStream((stream) => {
      if (stream.attempt === 2) return stream.refuse(401, { reason: 'UNAUTHENTICATED', details: {} });
      stream.open();
      stream.event('e.1', { tasks: [], deletedIds: [] });
    });
    const came = Promise.withResolvers<void>();
    const subscription = server.typedo.sync.live.subscribe(undefined, { onData: () => came.resolve() });
    await came.promise;
    subscription.unsubscribe();
    await expect.poll(server.open).toBe(0);
    const refused = Promise.withResolvers<unknown>();
    server.typedo.sync.live.subscribe(undefined, { onError: refused.resolve });
    expect(isReason(await refused.promise, 'UNAUTHENTICATED')).toBe(true);
  });
});

/** What the server does with one connection. */
interface Stream {
  readonly attempt: number;
  readonly response: ServerResponse;
  send(event: string): boolean;
  open(options?: object): void;
  event(id: string, data: object): boolean;
  ping(): void;
  end(): void;
  error(status: number, refusal: { reason: string; details: unknown }): void;
  refuse(status: number, refusal: { reason: string; details: unknown }): void;
}

/** A server whose `behave` writes each stream, in the form that tRPC's own has, and a client of it. */
async function setupStream(behave: (stream: Stream) => unknown, options: { timeout?: number } = {}) {
  const requests: IncomingMessage[] = [];
  const inputs: ({ cursor?: string } | undefined)[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    const input = new URL(request.url ?? '', 'http://localhost').searchParams.get('input');
    inputs.push(input === null ? undefined : JSON.parse(input));
    open++;
    response.on('close', () => open--);
    const send = (event: string) => response.write(`${event}\n\n\n`);
    void behave({
      attempt: requests.length,
      response,
      send,
      open(told = {}) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        send(`event: connected\ndata: ${JSON.stringify(told)}`);
      },
      event: (id, data) => send(`data: ${JSON.stringify(data)}\nid: ${id}`),
      ping: () => send('event: ping\ndata: '),
      end() {
        send('event: end\ndata: ');
        response.end();
      },
      error(status, refusal) {
        send(`event: serialized-error\ndata: ${JSON.stringify(shapeOf(status, refusal))}`);
        response.end();
      },
      refuse(status, refusal) {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: shapeOf(status, refusal) }));
      },
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  return {
    requests,
    inputs,
    count: () => requests.length,
    open: () => open,
    typedo: createTypedo({ url: `http://127.0.0.1:${port}`, apiKey: 'tdo_x', ...options }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function shapeOf(httpStatus: number, refusal: object) {
  return { message: 'no', code: -32000, data: { code: 'X', httpStatus, path: 'sync.live', ...refusal } };
}

/** The next messages, fewer if it ends before; then it is left, unless it is to be read further. */
async function take(stream: AsyncGenerator<LiveMessage>, count: number, { leave = true } = {}) {
  const messages: LiveMessage[] = [];
  while (messages.length < count) {
    const { done, value } = await stream.next();
    if (done) break;
    messages.push(value);
  }
  if (leave) await stream.return(undefined);
  return messages;
}

async function failureOf(stream: AsyncGenerator<LiveMessage>): Promise<unknown> {
  return stream.next().then(
    () => 'nothing failed',
    (error: unknown) => error,
  );
}
