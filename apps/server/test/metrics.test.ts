import { procedureReasons } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { contractVersion } from '@typedo/sdk';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../src/metrics/metrics.ts';
import { serviceVersion } from '../src/service-version.ts';
import { openLive } from './live-reader.ts';
import { setupServer, type TestServer } from './setup-server.ts';

const metricsToken = 'sixteen-letters!';

/** The figures of a server by their name with labels; a histogram's count and sum are two of them. */
async function figuresOf(server: TestServer): Promise<Map<string, number>> {
  const response = await fetch(`${server.url}/metrics`, {
    headers: { authorization: `Bearer ${metricsToken}` },
  });
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  for (const line of lines) expect(line).toMatch(/^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [\d.e+-]+$/);
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('GET /metrics', () => {
  test('is no path of a server without a token for it', async () => {
    await using server = await setupServer('sqlite');
    for (const authorization of ['', 'Bearer ', 'Bearer undefined'])
      expect((await fetch(`${server.url}/metrics`, { headers: { authorization } })).status).toBe(404);
  });

  test('answers who has the token, and nobody else', async () => {
    await using server = await setupServer('sqlite', { metricsToken });
    const status = async (authorization?: string) =>
      (await fetch(`${server.url}/metrics`, { headers: authorization ? { authorization } : {} })).status;
    for (const wrong of [
      undefined,
      'Bearer',
      'Bearer sixteen-letters?',
      'Bearer sixteen-letters!!',
      'sixteen-letters!',
    ])
      expect(await status(wrong)).toBe(401);
    expect(await status(`Bearer ${metricsToken}`)).toBe(200);
    expect(await status('bearer  sixteen-letters!')).toBe(200);
    expect((await server.post('/metrics', {}, { authorization: `Bearer ${metricsToken}` })).status).toBe(404);
  });
});

for (const dialect of dialects) {
  test(`the metrics of a server on ${dialect} tell what it did, call by call`, async () => {
    await using server = await setupServer(dialect, { metricsToken });
    const ada = await server.signUp();
    const typedo = ada.typedo({ attempts: 1 });
    const headers = ada.page;
    await Promise.all([1, 2, 3].map(() => typedo.task.create.mutate({ title: 'One of a batch' })));
    await typedo.task.count.query();
    await typedo.sync.push.mutate({ mutations: [], contractVersion }).catch(() => {}); // at least one
    await fetch(`${server.url}/trpc/task.list?input={}`);
    await fetch(`${server.url}/trpc/task.nothing`, { headers });
    await server.post('/trpc/task.create', '"', { ...headers, 'content-type': 'text/plain' });
    await server.post('/api/auth/sign-in/email', { email: ada.email, password: 'not the password' });
    await server.post('/api/auth/nothing', {});
    using live = await openLive(server.url, { headers });
    await live.next();
    await typedo.task.create.mutate({ title: 'Seen' });
    await live.next();

    // A request counts when its answer has gone, which may be a little after it has come.
    await expect.poll(async () => (await figuresOf(server)).get('typedo_http_requests_total{status="4xx"}')).toBe(6);
    const figures = await figuresOf(server);
    const told = [...figures].filter(([name]) => /^typedo_(calls|auth|http|frames|streams|feed|wake)/.test(name));
    expect(Object.fromEntries(told)).toEqual({
      'typedo_calls_total{procedure="task.create",reason="OK"}': 4,
      'typedo_calls_total{procedure="task.count",reason="OK"}': 1,
      'typedo_calls_total{procedure="sync.push",reason="INVALID_INPUT"}': 1,
      'typedo_calls_total{procedure="task.list",reason="UNAUTHENTICATED"}': 1,
      'typedo_calls_total{procedure="unknown",reason="PROCEDURE_NOT_FOUND"}': 1,
      'typedo_calls_total{procedure="unknown",reason="UNSUPPORTED_MEDIA_TYPE"}': 1,
      'typedo_calls_total{procedure="sync.live",reason="OK"}': 1,
      'typedo_auth_requests_total{endpoint="POST /sign-up/email",status="200"}': 1,
      'typedo_auth_requests_total{endpoint="POST /sign-in/email",status="401"}': 1,
      'typedo_auth_requests_total{endpoint="unknown",status="404"}': 1,
      // The stream is not over; the metrics have been read before.
      'typedo_http_requests_total{status="2xx"}': expect.toSatisfy((count) => count >= 5),
      'typedo_http_requests_total{status="4xx"}': 6,
      typedo_frames_total: 2,
      typedo_streams: 1,
      typedo_feed_streams: 1,
      typedo_wake_ups_listening: expect.toBeOneOf([0, 1]),
      typedo_wake_ups_subscribers: 1,
      typedo_wake_ups_breaks_total: 0,
      typedo_wake_ups_unsent_total: 0,
    });
    expect(figures.get('typedo_call_duration_seconds_count{procedure="task.create"}')).toBe(4);
    expect(figures.get('typedo_call_duration_seconds_bucket{le="+Inf",procedure="sync.live"}')).toBe(1);
    // The loop is looked at twenty times a second; all of this may have taken less.
    const looks = async () => (await figuresOf(server)).get('typedo_event_loop_delay_seconds_count');
    await expect.poll(looks).toBeGreaterThan(0);
    expect(figures.get(`typedo_build_info{version="${serviceVersion()}"}`)).toBe(1);
    expect(figures.get(`typedo_contract_info{version="${contractVersion}"}`)).toBe(1);
    expect(figures.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(figures.get('process_cpu_user_seconds_total')).toBeGreaterThan(0);
    const connections = figures.get('typedo_pool_connections{state="idle"}');
    expect([connections, figures.get('typedo_pool_waiting')]).toEqual(
      dialect === 'sqlite' ? [undefined, undefined] : [expect.toSatisfy((count) => count > 0), 0],
    );
  });
}

test('what is run again on PostgreSQL because its connection broke is counted', async () => {
  await using server = await setupServer('postgresql', { metricsToken });
  const { database } = server;
  if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
  const ada = await server.signUp();
  const { task } = ada.typedo({ attempts: 1 });
  await task.create.mutate({ title: 'Before' });
  const admin = await database.pool.connect();
  try {
    await admin.query('begin');
    await admin.query('lock table tasks');
    const create = task.create.mutate({ title: 'In the middle' });
    const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const countWaiting = async () => {
      await admin.query('select pg_stat_clear_snapshot()'); // or the transaction sees what it saw first
      return (await admin.query(waiting)).rowCount;
    };
    await expect.poll(countWaiting, { timeout: 4_000 }).toBe(1);
    await admin.query(`select pg_terminate_backend(pid) from (${waiting}) as waiting`);
    await admin.query('rollback');
    await create;
  } finally {
    admin.release(true); // or the server could not be closed
  }
  expect((await figuresOf(server)).get('typedo_database_retries_total')).toBe(1);
});

test('what clients invent makes no new label', async () => {
  await using server = await setupServer('sqlite', { metricsToken });
  const invent = (index: number) =>
    Promise.all([
      fetch(`${server.url}/trpc/invented.${index}`),
      fetch(`${server.url}/trpc/constructor,__proto__.${index}?batch=1`),
      server.post(`/api/auth/invented/${index}`, {}),
      fetch(`${server.url}/invented/${index}`),
    ]);
  await invent(0);
  await figuresOf(server);
  const before = await figuresOf(server);
  for (let index = 1; index <= 20; index++) await invent(index);
  const after = await figuresOf(server);
  expect([...after.keys()].filter((name) => !before.has(name))).toEqual([]);
});

test('two servers of a process count apart', async () => {
  await using first = await setupServer('sqlite', { metricsToken });
  await using second = await setupServer('sqlite', { metricsToken });
  await fetch(`${first.url}/trpc/nothing`);
  const name = 'typedo_calls_total{procedure="unknown",reason="PROCEDURE_NOT_FOUND"}';
  expect([(await figuresOf(first)).get(name), (await figuresOf(second)).get(name)]).toEqual([1, undefined]);
});

test('counting a call costs microseconds', async ({ annotate }) => {
  const metrics = createMetrics();
  const procedures = Object.keys(procedureReasons);
  const calls = 200_000;
  const begun = performance.now();
  for (let index = 0; index < calls; index++) {
    metrics.answered(procedures[index % procedures.length], 'OK', index % 100);
    metrics.request(200);
  }
  const micros = ((performance.now() - begun) / calls) * 1000;
  const reading = performance.now();
  const text = await metrics.registry.metrics();
  await annotate(
    `${micros.toFixed(2)} µs for each call and its request; /metrics is read in ${(performance.now() - reading).toFixed(1)} ms and has ${text.length} characters`,
    'figure',
  );
  expect(text).toContain(`typedo_http_requests_total{status="2xx"} ${calls}`);
});
