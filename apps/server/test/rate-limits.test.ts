import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '@typedo/contract';
import { createReplica, createTypedo, memoryStorage, newId } from '@typedo/sdk';
import { describe, expect, test } from 'vitest';
import { setupServer, type Person, type ServerOverrides, type TestServer } from './setup-server.ts';

/** Calls in a window, which is long enough for a test to end in it, unless it says otherwise. */
function setupLimited(
  perWindow: { account?: number; address?: number },
  { seconds = 60, ...more }: ServerOverrides & { seconds?: number } = {},
) {
  const perMinute = (calls = 0) => (calls * 60) / seconds;
  return setupServer('sqlite', {
    limitRate: true,
    rateWindow: seconds,
    rateLimit: perMinute(perWindow.account),
    rateLimitAddress: perMinute(perWindow.address),
    trustedProxies: ['127.0.0.1'],
    ...more,
  });
}

/** Sends so many calls of a procedure in one request, from such an address. */
function send(
  server: TestServer,
  { cookie }: Pick<Person, 'cookie'>,
  path: string,
  inputs: unknown[],
  from = '203.0.113.7',
) {
  const body = Object.fromEntries(inputs.entries());
  return server.post(`/trpc/${inputs.map(() => path).join()}?batch=1`, body, {
    cookie,
    'x-forwarded-for': from,
    origin: server.url,
  });
}

const task = () => ({ title: 'Milk' });
const mutation = () => ({
  type: 'create',
  mutationId: newId(),
  id: newId(),
  title: 'Milk',
  description: null,
  complete: false,
});
const push = (mutations: number) => ({
  mutations: Array.from({ length: mutations }, mutation),
  contractVersion: '1.0.0',
});
const nobody = { cookie: '' };

describe('requests that are under way', () => {
  test('are so no longer when their clients went away while the database was busy', async () => {
    await using server = await setupServer('postgresql', { limitRate: true });
    const { database } = server;
    if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
    const { secret } = await (await server.signUp()).key();
    const count = (signal?: AbortSignal) =>
      fetch(`${server.url}/trpc/task.count`, {
        headers: { authorization: `Bearer ${secret}` },
        ...(signal && { signal }),
      });
    const other = await database.pool.connect();
    await other.query('begin');
    await other.query('lock table api_keys in access exclusive mode');
    const leaving = new AbortController();
    const asked = Array.from({ length: 100 }, () => count(leaving.signal).catch(() => null));
    await expect.poll(() => server.http.requests.underWay.size).toBe(100);
    leaving.abort();
    await Promise.all(asked);
    await expect.poll(() => server.http.requests.underWay.size).toBe(0);
    await other.query('rollback');
    other.release();
    await expect.poll(async () => (await count()).status).toBe(200);
    const again = await Promise.all(Array.from({ length: 50 }, () => count()));
    expect(again.map(({ status }) => status)).toEqual(again.map(() => 200));
  });

  test('may be a hundred of one account; more are refused at once, and others are served', async () => {
    const now = Date.now();
    await using server = await setupServer('sqlite', { limitRate: true, clock: () => now }); // callers stay known
    const { database } = server;
    if (database.dialect !== 'sqlite') throw new Error('Expected SQLite');
    const [ada, bob] = [await server.signUp(), await server.signUp('Bob')];
    const create = () => server.post('/trpc/task.create', { title: 'Milk' }, ada.page).then(({ status }) => status);
    const count = async ({ page }: Person) => (await fetch(`${server.url}/trpc/task.count`, { headers: page })).status;
    expect([await count(ada), await count(bob)]).toEqual([200, 200]);
    const busy = Promise.withResolvers<void>();
    const held = database.exclusively(() => busy.promise); // so that no write gets through
    const creates = Array.from({ length: 100 }, create);
    await expect.poll(() => count(ada)).toBe(429);
    expect([await create(), await count(bob)]).toEqual([429, 200]);
    busy.resolve();
    await held;
    expect(new Set(await Promise.all(creates))).toEqual(new Set([200]));
    expect(await count(ada)).toBe(200);
  });
});

describe('calls', () => {
  test('of a batch count one by one, and a batch that is too many runs none of them', async () => {
    await using server = await setupLimited({ account: 40 });
    const ada = await server.signUp();
    const batch = (size: number) => send(server, ada, 'task.create', Array.from({ length: size }, task));
    for (const size of [20, 19]) expect((await batch(size)).status).toBe(200);
    const refused = await batch(2);
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([429, 'no-store']);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(50);
    expect(await refused.json()).toMatchObject({
      error: {
        message: 'Too many calls. Wait a moment.',
        data: { code: 'TOO_MANY_REQUESTS', reason: 'RATE_LIMITED', details: { retryAfter: wait } },
      },
    });
    expect(await stored(server)).toBe(39);
  });

  test('of a push are as many as its mutations, also within a batch and if it is refused; one that cannot be read is one', async () => {
    await using server = await setupLimited({ account: 300 });
    const ada = await server.signUp();
    for (const inputs of [
      [push(100)],
      [push(50), push(40)],
      [{ ...push(3), contractVersion: '99.0.0' }],
      [{ mutations: 'many' }],
      [{ mutations: [] }],
      [null],
      [{ ...push(1), mutations: Array.from({ length: 101 }, mutation) }], // counts 100
    ])
      expect((await send(server, ada, 'sync.push', inputs)).status).not.toBe(429);
    expect((await send(server, ada, 'sync.push', [push(4)])).status).toBe(200);
    expect((await send(server, ada, 'sync.push', [push(1)])).status).toBe(429);
    expect(await stored(server)).toBe(194);
  });

  test('for many tasks or rows are as many as their ids, and one for each twenty rows', async () => {
    await using server = await setupLimited({ account: 204 });
    const ada = await server.signUp();
    const get = async (path: string, input?: unknown) => {
      const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      return (await fetch(`${server.url}/trpc/${path}${query}`, { headers: ada.page })).status;
    };
    const ids = Array.from({ length: 70 }, () => newId());
    expect((await send(server, ada, 'task.deleteMany', [{ ids }])).status).toBe(404); // 70
    expect(await get('sync.pull', { limit: 1_000 })).toBe(200); // 50
    expect(await get('sync.pull')).toBe(200); // 25
    expect(await get('sync.pull', { limit: 101 })).toBe(200); // 6
    expect(await get('sync.pull', { limit: -1 })).toBe(400); // 25, as without one
    expect(await get('account.export', { limit: 500 })).toBe(200); // 25
    expect(await get('task.list', { limit: 100 })).toBe(200);
    expect((await send(server, ada, 'task.updateMany', [{ ids: ids.slice(0, 2), patch: { title: 'x' } }])).status).toBe(
      404,
    );
    expect(await get('task.count')).toBe(429);
  });

  test('of an account count together, whatever proved it and wherever they come from; others go on', async () => {
    await using server = await setupLimited({ account: 10 });
    const [ada, bob] = [await server.signUp('Ada'), await server.signUp('Bob')];
    const { secret } = await ada.key(); // one
    for (let n = 1; n <= 9; n++) {
      const proof = n % 2 === 0 ? { cookie: ada.cookie } : { authorization: `Bearer ${secret}` };
      const headers = { ...proof, 'x-forwarded-for': `203.0.113.${n}`, origin: server.url };
      expect((await fetch(`${server.url}/trpc/task.count`, { headers })).status).toBe(200);
    }
    expect((await send(server, ada, 'task.create', [task()], '203.0.113.99')).status).toBe(429);
    expect((await send(server, bob, 'task.create', [task()])).status).toBe(200);
  });

  test('from an address count together, whoever makes them; a made up header does not help', async () => {
    await using server = await setupLimited({ address: 30 });
    const [ada, bob] = [await server.signUp('Ada'), await server.signUp('Bob')];
    const inputs = Array.from({ length: 10 }, task);
    expect((await send(server, ada, 'task.create', inputs)).status).toBe(200);
    expect((await send(server, bob, 'task.create', inputs)).status).toBe(200);
    expect((await send(server, bob, 'task.create', inputs, '1.1.1.1, 203.0.113.7')).status).toBe(200);
    for (const from of ['203.0.113.7', '1.2.3.4, 203.0.113.7', '::ffff:203.0.113.7'])
      expect((await send(server, ada, 'task.create', [task()], from)).status).toBe(429);
    expect((await send(server, ada, 'task.create', [task()], '203.0.113.8')).status).toBe(200);
  });

  test('from one network of 64 bits count together', async () => {
    await using server = await setupLimited({ address: 10 });
    const ada = await server.signUp();
    const from = (address: string) => send(server, ada, 'task.create', Array.from({ length: 5 }, task), address);
    expect((await from('2001:db8:1:2::1')).status).toBe(200);
    expect((await from('2001:db8:1:2:ffff::2')).status).toBe(200);
    expect((await from('2001:db8:1:2:aaaa::3')).status).toBe(429);
    expect((await from('2001:db8:1:3::1')).status).toBe(200);
  });

  test('count by the line alone when no proxy is trusted', async () => {
    await using server = await setupLimited({ address: 30 }, { trustedProxies: [] });
    const answers = Array.from({ length: 40 }, (_, n) =>
      fetch(`${server.url}/api/auth/get-session`, {
        headers: { 'x-forwarded-for': `203.0.113.${n}`, forwarded: `for=203.0.113.${n}` },
      }),
    );
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });

  test('that prove nobody cost the address ten more, so that keys are not guessed fast', async () => {
    await using server = await setupLimited({ address: 100 });
    const guess = async (from: string) => {
      const authorization = `Bearer tdo_${newId().replaceAll('-', '')}`;
      return (await fetch(`${server.url}/trpc/task.count`, { headers: { authorization, 'x-forwarded-for': from } }))
        .status;
    };
    const inTurn = [];
    for (let n = 0; n < 12; n++) inTurn.push(await guess('203.0.113.7'));
    expect(inTurn).toEqual([...Array(9).fill(401), ...Array(3).fill(429)]);
    const atOnce = await Promise.all(Array.from({ length: 30 }, () => guess('203.0.113.9')));
    const answered = atOnce.filter((status) => status === 401).length; // fewer, the more of them had come in before the first was looked up
    expect([answered >= 7 && answered <= 9, atOnce.filter((status) => status === 429).length]).toEqual([
      true,
      30 - answered,
    ]);
    expect((await send(server, nobody, 'task.count', [undefined], '203.0.113.8')).status).not.toBe(429);
  });

  test('count whatever is wrong with them, and are refused before they are read', async () => {
    await using server = await setupLimited({ address: 6 });
    const headers = { 'x-forwarded-for': '203.0.113.7', 'content-type': 'application/json' };
    const post = (path: string, body: string | Buffer, more = {}) =>
      fetch(server.url + path, { method: 'POST', headers: { ...headers, ...more }, body });
    const statuses = [];
    for (const [path, body, more] of [
      ['/trpc/task.create', 'x', { 'content-type': 'text/plain' }],
      ['/trpc/task.create', Buffer.alloc(2 ** 20 + 1, 32)],
      [
        `/trpc/${Array(limits.batch.max + 1)
          .fill('task.count')
          .join()}?batch=1`,
        '{}',
      ],
      ['/trpc/%ff', '{}'],
      ['/api/auth/nothing', '{}'],
      ['/api/auth/sign-in/email', '{'],
      ['/trpc/task.create', 'x', { 'content-type': 'text/plain' }],
      ['/api/auth/sign-in/email', '{}'],
    ] as const)
      statuses.push((await post(path, body, more)).status);
    expect(statuses).toEqual([415, 413, 400, 400, 404, 400, 429, 429]);
    for (const path of ['/livez', '/readyz', '/no-such-file.txt', '/livez'])
      expect((await fetch(server.url + path, { headers })).status).not.toBe(429);
  });

  test('open a stream as one more call, which is refused like the others', async () => {
    await using server = await setupLimited({ account: 3 });
    const ada = await server.signUp();
    const open = () => fetch(`${server.url}/trpc/sync.live`, { headers: { cookie: ada.cookie, origin: server.url } });
    for (let n = 0; n < 3; n++) {
      const stream = await open();
      expect(stream.status).toBe(200);
      await stream.body?.cancel();
    }
    const refused = await open();
    expect([refused.status, Number(refused.headers.get('retry-after')) > 50]).toEqual([429, true]);
    expect(await refused.json()).toMatchObject({ error: { data: { path: 'sync.live', reason: 'RATE_LIMITED' } } });
  });

  test('are answered after the time that was told', async () => {
    await using server = await setupLimited({ account: 5 }, { seconds: 2 });
    const ada = await server.signUp();
    const call = () => send(server, ada, 'task.create', Array.from({ length: 4 }, task));
    expect((await call()).status).toBe(200);
    const refused = await call();
    expect(refused.status).toBe(429);
    await sleep(Number(refused.headers.get('retry-after')) * 1000);
    expect((await call()).status).toBe(200);
  });

  test('are not limited by a limit of 0', async () => {
    await using server = await setupLimited({});
    const ada = await server.signUp();
    for (let n = 0; n < 5; n++)
      expect(
        (
          await send(
            server,
            ada,
            'sync.push',
            Array.from({ length: 5 }, () => push(100)),
          )
        ).status,
      ).toBe(200);
  });
});

describe('the SDK', () => {
  test('waits as it was told, and then goes on', async () => {
    await using server = await setupLimited({ account: 30 }, { seconds: 1 });
    const ada = await server.signUp();
    let refused = 0;
    const typedo = ada.typedo({
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (response.status === 429) refused++;
        return response;
      },
    });
    for (let round = 0; round < 4; round++)
      await Promise.all(Array.from({ length: 20 }, () => typedo.task.create.mutate(task())));
    expect(await typedo.task.count.query()).toMatchObject({ open: 80 });
    expect(refused).toBeGreaterThan(0);
  });

  test('keeps a replica waiting that has more to say than it may, and nothing of it is lost', async () => {
    await using server = await setupLimited({ account: 120 }, { seconds: 1 });
    const ada = await server.signUp();
    const answers: number[] = [];
    const typedo = ada.typedo({
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        answers.push(response.status);
        return response;
      },
    });
    await using replica = createReplica({ typedo, storage: memoryStorage(), userId: ada.userId });
    const made = await Promise.all(Array.from({ length: 400 }, (_, n) => replica.create({ title: `Task ${n}` })));
    for (const { outcome } of made) expect((await outcome).status).toBe('applied');
    await replica.synced();
    expect([replica.tasks.size, replica.refused, replica.status.pending]).toEqual([400, [], 0]);
    expect(await stored(server)).toBe(400);
    const refused = answers.filter((status) => status === 429).length;
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(15); // it asks again after the time that it was told, and not all the while
  });

  test('tells a program that does not wait for how long it has to', async () => {
    await using server = await setupLimited({ account: 2 });
    const ada = await server.signUp();
    const { secret } = await ada.key();
    const typedo = createTypedo({ url: server.url, apiKey: secret, attempts: 1 });
    await typedo.task.count.query();
    const calls = [typedo.task.count.query(), typedo.task.list.query({})];
    for (const call of await Promise.allSettled(calls))
      expect(call).toMatchObject({
        status: 'rejected',
        reason: { data: { reason: 'RATE_LIMITED', details: { retryAfter: expect.any(Number) } } },
      });
  });
});

async function stored({ database }: TestServer): Promise<number> {
  return (await database.kysely().selectFrom('tasks').select('id').execute()).length;
}
