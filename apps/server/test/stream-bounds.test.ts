import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FeedEvent } from '@typedo/api';
import { limits } from '@typedo/contract';
import { createMemoryWakeUps, dialects, postgresLogFile, readStatements } from '@typedo/db/testing';
import { tracked } from '@trpc/server';
import { sseStreamProducer } from '@trpc/server/unstable-core-do-not-import';
import { newId } from '@typedo/sdk';
import { describe, expect, test } from 'vitest';
import { LiveStream } from '../src/http/live-stream.ts';
import { createLiveFrames, connectedFrame, errorFrame, returnFrame } from '../src/http/live-frames.ts';
import { livePath, openLive } from './live-reader.ts';
import { logStatements } from './log-statements.ts';
import { setupServer, type Person, type TestServer } from './setup-server.ts';

const cursorOf = (person: Person) =>
  person
    .typedo()
    .sync.pull.query({})
    .then(({ cursor }) => cursor!);

describe('the bytes of a stream', () => {
  const textOf = (...frames: Buffer[]) => Buffer.concat(frames).toString();
  const changes = (title: string) => ({ tasks: [{ title }], deletedIds: ['a'] }) as never; // not whole, which is not looked at
  const fromTrpc = async (data: AsyncIterable<unknown>, lastEventId: string | null) => {
    const client = { reconnectAfterInactivityMs: 45_000 };
    return new Response(sseStreamProducer({ data, client, lastEventId, formatError: () => ({ code: -1 }) })).text();
  };

  test.each([null, 'e.1'])(
    'are those that tRPC writes, so that its clients understand them, behind %s',
    async (last) => {
      const events = [tracked('e.2', changes('one\ntwo ü')), tracked('e.3', changes('')), { reset: true as const }];
      const frames = createLiveFrames();
      const ours = [
        connectedFrame(45_000),
        ...events.map((event, index) => frames.of(event, index === 0 ? last : `e.${index + 1}`)),
        returnFrame,
      ];
      const theirs = await fromTrpc(
        (async function* () {
          yield* events;
        })(),
        last,
      );
      expect(textOf(...ours)).toBe(theirs);
    },
  );

  test.each([null, 'e.1'])('of a reset at the beginning, too, behind %s', async (last) => {
    const reset = { reset: true as const };
    const theirs = await fromTrpc(
      (async function* () {
        yield reset;
      })(),
      last,
    );
    expect(textOf(connectedFrame(45_000), createLiveFrames().of(reset, last), returnFrame)).toBe(theirs);
  });

  test('of an error, too', async () => {
    const theirs = await fromTrpc(
      // oxlint-disable-next-line require-yield -- it fails before
      (async function* () {
        throw new Error('no');
      })(),
      null,
    );
    expect(textOf(connectedFrame(45_000), errorFrame({ code: -1 }))).toBe(theirs);
  });
});

test('a stream is not to be kept, not to be held back, and as strict with browsers as any answer', async () => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  using live = await openLive(server.url, { headers: ada.page });
  expect(live.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'content-security-policy': expect.stringContaining(`default-src 'none'`),
    'x-content-type-options': 'nosniff',
  });
  expect((await live.next('connected')).data).toEqual({ reconnectAfterInactivityMs: 45_000 });
});

test('a session that is renewed by opening a stream reaches the browser', async () => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  const inThreeDays = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString(); // of seven, so it is due
  await server.database.kysely().updateTable('sessions').set({ expires_at: inThreeDays }).execute();
  using live = await openLive(server.url, { headers: ada.page });
  expect(live.headers['set-cookie']).toEqual([expect.stringMatching(/^typedo\.session_token=/)]);
});

describe('a silent stream', () => {
  test('pings, and goes on with what changes', async () => {
    await using server = await setupServer('sqlite', { streams: { pingMs: 100, tickMs: 10 } });
    const ada = await server.signUp();
    using live = await openLive(server.url, {
      input: { cursor: await cursorOf(ada) },
      headers: ada.page,
    });
    for (let index = 0; index < 3; index++)
      expect(await live.next('ping')).toEqual({ event: 'ping', data: '', id: undefined });
    await ada.typedo().task.create.mutate({ title: 'Still there' });
    expect((await live.next()).data).toMatchObject({ tasks: [{ title: 'Still there' }] });
    expect((await live.next('connected')).data).toEqual({ reconnectAfterInactivityMs: 300 });
  });

  test('ends after its time, sooner or later than others, and its connection serves the next call', async () => {
    await using server = await setupServer('sqlite', { streams: { maxMs: 500, tickMs: 5 } });
    const ada = await server.signUp();
    const open = async () => {
      const live = await openLive(server.url, { headers: ada.page });
      const begun = performance.now();
      const events = await live.end();
      return { events: events.map(({ event }) => event), ms: Math.round(performance.now() - begun) };
    };
    const streams = await Promise.all(Array.from({ length: 10 }, open));
    for (const { events } of streams) expect(events).toEqual(['connected', 'message', 'end']);
    expect(new Set(streams.map(({ ms }) => ms)).size).toBeGreaterThan(1);
    expect([server.http.streams.size, server.http.feed.streams]).toEqual([0, 0]);

    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').setEncoding('utf8');
    let answers = '';
    socket.on('data', (text: string) => (answers += text));
    socket.write(`GET ${livePath()} HTTP/1.1\r\nhost: x\r\norigin: http://x\r\ncookie: ${ada.cookie}\r\n\r\n`);
    await expect.poll(() => answers, { timeout: 5_000 }).toMatch(/event: end[^]*\r\n0\r\n\r\n$/);
    socket.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
    await expect.poll(() => answers).toMatch(/The server runs\.\n$/);
    socket.destroy();
  });
});

test('streams leave connections for everything else', async () => {
  await using server = await setupServer('sqlite', { mostStreams: 2 });
  const people = [await server.signUp('Ada'), await server.signUp('Eve'), await server.signUp('Bob')];
  const [ada, eve, bob] = people.map(({ page }) => ({ headers: page }));
  using first = await openLive(server.url, ada!);
  using _second = await openLive(server.url, eve!);
  const third = await fetch(server.url + livePath(), bob);
  expect([third.status, await third.json()]).toEqual([
    503,
    { error: expect.objectContaining({ data: expect.objectContaining({ reason: 'UNAVAILABLE' }) }) },
  ]);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  first[Symbol.dispose]();
  await expect.poll(() => server.http.streams.size).toBe(1);
  using _third = await openLive(server.url, bob!);
});

for (const dialect of dialects) {
  describe(`many streams on ${dialect}`, () => {
    test('of one person cost one read and are written once, whatever their number; one more is refused', async ({
      skip,
    }) => {
      const logFile = dialect === 'postgresql' ? postgresLogFile() : undefined;
      if (dialect === 'postgresql' && logFile === undefined) return skip('a PostgreSQL from outside keeps its log');
      await using server = await setupServer(dialect, { wakeUps: createMemoryWakeUps() });
      if (logFile !== undefined) await logStatements(server.database);
      const reads = async () => {
        if (logFile === undefined) return 0;
        const statements = await readStatements(logFile, new URL(server.database.url).pathname.slice(1));
        return statements.filter((text) => text.includes('from epochs left join heads')).length;
      };
      const ada = await server.signUp();
      const cursor = await cursorOf(ada);
      const options = { input: { cursor }, headers: ada.page };
      const lives = await Promise.all(Array.from({ length: limits.streams.max }, () => openLive(server.url, options)));
      expect([server.http.streams.size, server.http.feed.streams]).toEqual([limits.streams.max, limits.streams.max]);
      const before = 2; // the pull, and one for all streams
      if (logFile !== undefined) await expect.poll(reads).toBe(before);

      await ada.typedo().task.create.mutate({ title: 'For all' });
      for (const live of lives) expect((await live.next()).data).toMatchObject({ tasks: [{ title: 'For all' }] });
      expect(server.http.frames.made).toBe(1);
      if (logFile !== undefined) await expect.poll(reads).toBe(before + 1);

      const refused = await fetch(server.url + livePath(), { headers: ada.page });
      expect(refused.status).toBe(429);
      expect(await refused.json()).toMatchObject({
        error: { data: { path: 'sync.live', reason: 'RATE_LIMITED', details: { retryAfter: 30 } } },
      });
      const eve = await server.signUp('Eve');
      using other = await openLive(server.url, { headers: eve.page });
      await other.next();
      for (const live of lives) live[Symbol.dispose]();
      await expect.poll(() => server.http.streams.size).toBe(1);
      using again = await openLive(server.url, options);
      await again.next();
      return undefined;
    });
  });
}

test('a stream that waits keeps no event: it can be large, and the wait long', async () => {
  const waiting = Promise.withResolvers<never>();
  let event: WeakRef<object> | undefined;
  const events: AsyncIterator<FeedEvent, void> = {
    next() {
      if (event) return waiting.promise;
      const value = tracked('e.1', { tasks: [], deletedIds: [] });
      event = new WeakRef(value);
      return Promise.resolve({ done: false, value });
    },
  };
  await using server = createServer((_incoming, outgoing) => {
    const caller = { userId: 'ada', kind: 'session', keyId: null, sessionId: 's', scopes: [] } as const;
    const times = { pingMs: Infinity, slowMs: Infinity };
    const parts = { times, frames: createLiveFrames(), onFailure: () => {}, onClose: () => {} };
    new LiveStream(parts, { outgoing, caller, events, lastId: null, endsAt: Infinity }).begin(connectedFrame(1));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  using live = await openLive(`http://127.0.0.1:${port}`, {});
  await live.next();
  const isGone = () => {
    collectGarbage();
    return event?.deref() === undefined;
  };
  await expect.poll(isGone).toBe(true);
});

describe('a reader that does not read', () => {
  test('keeps no more than a piece of an event in memory, whatever is written meanwhile', async () => {
    await using server = await setupServer('sqlite', { streams: { slowMs: 600_000 } });
    const ada = await server.signUp();
    const socket = await openAndStop(server, ada);
    const ids = await createLargeTasks(ada);
    await rewrite(ada, ids, 20); // about 10 MB, which is more than a connection takes by itself
    const [before, made] = [megabytes(), server.http.frames.made];
    await rewrite(ada, ids, 100); // about 50 MB
    const [after, madeMeanwhile] = [megabytes(), server.http.frames.made - made];
    expect(server.http.streams.size).toBe(1);
    expect(madeMeanwhile).toBeLessThan(5);
    expect(after - before).toBeLessThan(10);
    socket.destroy();
    await expect.poll(() => server.http.streams.size).toBe(0);
  });

  test('is cut off, and one that reads is not', async () => {
    await using server = await setupServer('sqlite', { streams: { slowMs: 300, tickMs: 20 } });
    const ada = await server.signUp();
    const socket = await openAndStop(server, ada);
    using live = await openLive(server.url, { headers: ada.page });
    await live.next();
    const ids = await createLargeTasks(ada);
    for (let round = 0; round < 40 && server.http.streams.size > 1; round++) await rewrite(ada, ids, 1);
    await expect.poll(() => server.http.streams.size, { timeout: 5_000 }).toBe(1);
    await expect.poll(() => server.http.feed.streams).toBe(1);
    const { id } = await ada.typedo().task.create.mutate({ title: 'Last' });
    await expect.poll(() => live.text).toContain(id);
    socket.destroy();
  });
});

/** Opens a stream from now on a connection that reads nothing behind its first words. */
async function openAndStop(server: TestServer, { cookie }: Person): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {}); // once it is cut off
  socket.write(`GET ${livePath()} HTTP/1.1\r\nhost: x\r\norigin: http://x\r\ncookie: ${cookie}\r\n\r\n`);
  await new Promise<void>((resolve) => socket.once('data', () => resolve()));
  socket.pause();
  return socket;
}

async function createLargeTasks(person: Person): Promise<string[]> {
  const ids = Array.from({ length: 100 }, () => newId());
  const mutations = ids.map((id) => ({ type: 'create' as const, mutationId: id, id, title: 'Large' }));
  await person.typedo().sync.push.mutate({ mutations, contractVersion: '1.0.0' });
  return ids;
}

/** Changes all tasks, so that each round is an event of about half a megabyte. */
async function rewrite(person: Person, ids: string[], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const patch = { description: `${newId()}${'🦉'.repeat(limits.description.max - 36)}` };
    await person.typedo().task.updateMany.mutate({ ids, patch });
  }
}

/** What is in use, in whole megabytes. */
function megabytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return Math.round((heapUsed + external) / 2 ** 20);
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
