import { setTimeout as sleep } from 'node:timers/promises';
import { dialects } from '@typedo/db/testing';
import { createOrm } from '@typedo/db';
import { describe, expect, test } from 'vitest';
import { openLive } from './live-reader.ts';
import { setupServer, type Person, type TestServer } from './setup-server.ts';

const metricsToken = 'sixteen-letters!';

/** Keeps the event loop busy for pieces of so many milliseconds, with a moment between them, until the function that it gives is called. */
function keepBusy(pieceMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const work = () => {
    const end = performance.now() + pieceMs;
    while (performance.now() < end);
    timer = setTimeout(work, 1);
  };
  work();
  return () => clearTimeout(timer);
}

async function expectGoodAnswers(server: TestServer, person: Person): Promise<void> {
  const headers = person.page;
  const statuses = async () => [
    (await fetch(`${server.url}/trpc/task.count`, { headers })).status,
    (await server.post('/trpc/task.create', { title: 'After it' }, headers)).status,
    (await fetch(`${server.url}/api/auth/get-session`, { headers })).status,
  ];
  await expect.poll(statuses, { timeout: 10_000 }).toEqual([200, 200, 200]);
  for (let round = 0; round < 5; round++) expect(await statuses()).toEqual([200, 200, 200]);
}

/** What is refused, how, and what is not. */
async function expectRefusals(server: TestServer, person: Person): Promise<void> {
  const headers = person.page;
  const calls = [
    await fetch(`${server.url}/trpc/task.count`, { headers }),
    await server.post('/trpc/task.create', { title: 'x'.repeat(500_000) }, headers),
    await server.post('/trpc/task.create,task.create?batch=1', {}, headers),
    await server.post('/mcp', {}),
  ];
  for (const call of calls) {
    const { error } = (await call.json()) as { error: { data: { details: { retryAfter: number } } } };
    expect([call.status, error]).toEqual([
      503,
      {
        code: -32603,
        message: expect.any(String),
        data: {
          code: 'SERVICE_UNAVAILABLE',
          httpStatus: 503,
          path: null,
          reason: 'UNAVAILABLE',
          details: { retryAfter: expect.toBeOneOf([1, 2, 3]) },
        },
      },
    ]);
    expect(call.headers.get('retry-after')).toBe(String(error.data.details.retryAfter));
    expect(call.headers.get('x-content-type-options')).toBe('nosniff');
    expect(call.headers.get('x-request-id')).toMatch(/-/);
  }
  const session = await fetch(`${server.url}/api/auth/get-session`, { headers });
  const retryAfter = Number(session.headers.get('retry-after'));
  expect([session.status, await session.json()]).toEqual([
    503,
    { code: 'UNAVAILABLE', message: expect.any(String), retryAfter },
  ]);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
}

for (const dialect of dialects) {
  test(`calls are refused while the event loop of a server on ${dialect} is late, and none after that; streams go on`, async ({
    annotate,
  }) => {
    await using server = await setupServer(dialect, { load: { loop: { above: 100, below: 50 } }, metricsToken });
    const ada = await server.signUp();
    using live = await openLive(server.url, { headers: ada.page });
    await live.next();
    const stop = keepBusy(200);
    try {
      await expect.poll(() => server.lines.join(''), { timeout: 10_000 }).toContain('Calls are refused for a moment');
      await expectRefusals(server, ada);
      using another = await openLive(server.url, { headers: { cookie: ada.cookie } });
      await another.next();
      const ready = await fetch(`${server.url}/readyz`);
      expect(ready.status).toBe(200);
      expect([server.http.streams.size, live.ended]).toEqual([2, false]);
    } finally {
      stop();
    }
    const stopped = performance.now();
    await expectGoodAnswers(server, ada);
    await annotate(`calls were taken again ${Math.round(performance.now() - stopped)} ms after the load`, 'figure');
    expect((await live.next()).data).toMatchObject({ tasks: [{ title: 'After it' }] });
    expect(server.lines.filter((line) => line.includes('All calls are taken again'))).toHaveLength(1);
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
    const shed = /^typedo_requests_shed_total\{why="loop"\} (\d+)$/m.exec(await metrics.text());
    expect(Number(shed?.[1])).toBeGreaterThanOrEqual(4);
  });
}

test('one stall of the event loop is no overload', async () => {
  // Later than a busy machine lets any other look come: one more that is late would be an overload.
  await using server = await setupServer('sqlite', { load: { loop: { above: 400, below: 50 } } });
  const ada = await server.signUp();
  const end = performance.now() + 900;
  while (performance.now() < end);
  await sleep(200);
  expect(server.lines.join('')).not.toContain('Calls are refused');
  await expectGoodAnswers(server, ada);
});

describe('while calls of a server wait for connections to PostgreSQL', () => {
  test('new ones are refused at once instead of waiting too, and none after that', async () => {
    await using world = await setupServer('postgresql');
    const pooled = await createOrm({ url: world.database.url, pool: { min: 0, max: 2 } });
    if (pooled.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
    await using server = await setupServer('postgresql', {
      database: { ...pooled, url: world.database.url },
      load: { pool: { above: 300, below: 50 } },
    });
    const ada = await server.signUp();
    const held = [await pooled.pool.connect(), await pooled.pool.connect()];
    const waiting = Promise.all([1, 2, 3].map(() => server.post('/trpc/task.create', { title: 'x' }, ada.page)));
    await expect.poll(() => server.lines.join(''), { timeout: 10_000 }).toContain('Calls are refused for a moment');
    await expectRefusals(server, ada);
    for (const client of held) client.release();
    expect((await waiting).map(({ status }) => status)).toEqual([200, 200, 200]);
    await expectGoodAnswers(server, ada);
  });

  test('none is refused as long as nobody waits for long, however many there are', async () => {
    await using server = await setupServer('postgresql', { load: { pool: { above: 1_000, below: 50 } } });
    const ada = await server.signUp();
    const { task } = ada.typedo({ attempts: 1 });
    for (let round = 0; round < 10; round++)
      await Promise.all(Array.from({ length: 100 }, () => task.create.mutate({ title: 'One of many' })));
    expect(server.lines.join('')).not.toContain('Calls are refused');
  });
});
