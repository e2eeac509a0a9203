import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dialects, setupPlace, setupTcpProxy } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { run, setupFolder } from './program.ts';
import { cookieOf } from './setup-server.ts';

const secret = { AUTH_SECRET: 'a secret of at least 32 characters' };
const ada = { name: 'Ada', email: 'ada@example.com', password: 'a long password' };
const json = { 'content-type': 'application/json' };

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });

const openUrl = async (program: ReturnType<typeof run>) => {
  await program.says(/Ready in \d+ ms/);
  return (await program.says(/Open +(\S+)/))[1] ?? '';
};

describe('the server starts', () => {
  test('without any setting but a free port: it makes its database and its secret, and says where it is', async () => {
    using folder = setupFolder();
    await using server = run('main.ts', { env: { DATA_DIR: folder.path, PORT: '0' } });
    const url = await openUrl(server);
    const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string }; // every manifest has one
    expect(server.output.stderr).toBe('');
    const ran = /^( {2}Ran the migration \S+\n)+/m.exec(server.output.stdout)?.[0] ?? 'none ran';
    expect(server.output.stdout.replace(ran, '').split('\n')).toEqual([
      `Typedo ${version}`,
      `  Database  SQLite ${folder.path}/typedo.sqlite`,
      `  Open      ${url}`,
      expect.stringMatching(/^ {2}Ready in \d+ ms; stop with Ctrl\+C$/),
      '',
    ]);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(statSync(join(folder.path, 'auth-secret')).mode & 0o777).toBe(0o600);
  });

  test.each(dialects)('and starts again with the same tasks and the same sessions on %s', async (dialect) => {
    using folder = setupFolder();
    await using place = await setupPlace(dialect, { migrated: false });
    const env = {
      DATA_DIR: folder.path,
      PORT: '0',
      ...(dialect === 'sqlite' ? {} : { DATABASE_URL: place.url, ...secret }),
    };
    let cookie = '';
    {
      await using first = run('main.ts', { env });
      const url = await openUrl(first);
      cookie = cookieOf(await post(`${url}/api/auth/sign-up/email`, ada));
      expect((await post(`${url}/trpc/task.create`, { title: 'Still there' }, { cookie, origin: url })).status).toBe(
        200,
      );
      first.process.kill('SIGTERM');
      expect(await first.ended()).toMatchObject({ code: 0, stderr: '' });
    }
    await using second = run('main.ts', { env });
    const origin = await openUrl(second);
    const response = await fetch(`${origin}/trpc/task.list?input=%7B%7D`, { headers: { cookie, origin } });
    expect(await response.json()).toMatchObject({ result: { data: { tasks: [{ title: 'Still there' }] } } });
  });

  test('as soon as a database that is away has come, and says meanwhile that it waits', async () => {
    await using place = await setupPlace('postgresql', { migrated: false });
    await using proxy = await setupTcpProxy(place.url, { closed: true });
    await using server = run('main.ts', { env: { DATABASE_URL: proxy.url, PORT: '0', ...secret } });
    await server.says(/ {2}Waiting for PostgreSQL 127\.0\.0\.1\S+ \(.*ECONNREFUSED.*\)/);
    await proxy.heal();
    const url = await openUrl(server);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});

test('what the server says is JSON when a program reads it, the refusal to start included', async () => {
  using folder = setupFolder();
  const env = { DATA_DIR: folder.path, PORT: '0', LOG_FORMAT: '' };
  await using server = run('main.ts', { env });
  await server.says(/Ready in \d+ ms/);
  server.process.kill('SIGTERM');
  expect(await server.ended()).toMatchObject({ code: 0, stderr: '' });
  await using refused = run('main.ts', { env: { ...env, TASK_QUOTA: 'many' } });
  expect(await refused.ended()).toMatchObject({ code: 1, stderr: '' });
  const entries = `${server.output.stdout}${refused.output.stdout}`.trim().split('\n');
  for (const entry of entries)
    expect(JSON.parse(entry)).toMatchObject({
      level: expect.stringMatching(/^(info|error)$/),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      msg: expect.stringMatching(/^\S+( \S+)*$/),
    });
  expect(entries.at(-1)).toMatch(/"level":"error".*"msg":"Typedo cannot start\. Invalid setting: TASK_QUOTA/);
});

describe('the server stops at once, with one line that says why,', () => {
  const refusal = async (env: Record<string, string>) => {
    await using server = run('main.ts', { env: { PORT: '0', ...env } });
    const { code, stderr } = await server.ended();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Typedo cannot start\. [^\n]+\n$/);
    return stderr;
  };

  test('for a bad setting', async () => {
    expect(await refusal({ PORT: 'eighty' })).toMatch(/Invalid setting: PORT: expected a whole number from 0 to 65535/);
  });

  test('for PostgreSQL without a secret', async () => {
    expect(await refusal({ DATABASE_URL: 'postgres://ann:pw@localhost/typedo' })).toMatch(
      /AUTH_SECRET: expected at least 32/,
    );
  });

  test('for a wrong password', async () => {
    await using place = await setupPlace('postgresql', { migrated: false });
    const url = new URL(place.url);
    url.password = 'wrong';
    const line = await refusal({ DATABASE_URL: url.href, ...secret });
    expect(line).toMatch(/refused the user or the password/);
    expect(line).not.toContain('wrong');
  });

  test('for an unknown database', async () => {
    await using place = await setupPlace('postgresql', { migrated: false });
    const url = new URL(place.url);
    url.pathname = '/no_such_database';
    expect(await refusal({ DATABASE_URL: url.href, ...secret })).toMatch(/no_such_database does not exist/);
  });

  test('for a port that is taken', async () => {
    using folder = setupFolder();
    await using other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = String(typeof address === 'object' && address ? address.port : 0);
    expect(await refusal({ DATA_DIR: folder.path, PORT: port })).toContain(`Port ${port} of 127.0.0.1 is in use.`);
  });

  test('for a SQLite file that another server uses, which goes on', async () => {
    using folder = setupFolder();
    await using first = run('main.ts', { env: { DATA_DIR: folder.path, PORT: '0' } });
    const url = await openUrl(first);
    expect(await refusal({ DATA_DIR: folder.path })).toMatch(
      /Another server, or a command, already uses .*typedo\.sqlite/,
    );
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test('for a data folder that cannot be made', async () => {
    using folder = setupFolder();
    const file = join(folder.path, 'file');
    await using maker = run('cli.ts', { args: ['migrate'], env: { DATA_DIR: file } });
    await maker.ended();
    expect(await refusal({ DATA_DIR: join(file, 'typedo.sqlite', 'inside') })).toMatch(/ENOTDIR/);
  });
});

describe('the server stops cleanly', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s: it ends the call under way, takes no other, and leaves with 0',
    async (signal) => {
      using folder = setupFolder();
      await using server = run('main.ts', { env: { DATA_DIR: folder.path, PORT: '0' } });
      const url = new URL(await openUrl(server));
      const cookie = cookieOf(await post(`${url.origin}/api/auth/sign-up/email`, ada));

      const body = JSON.stringify({ title: 'Sent in two parts' });
      const socket = connect(Number(url.port), '127.0.0.1').setEncoding('utf8');
      let answer = '';
      socket.on('data', (text: string) => (answer += text));
      const head = [
        `POST /trpc/task.create HTTP/1.1`,
        `Host: ${url.host}`,
        `Cookie: ${cookie}`,
        `Origin: ${url.origin}`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 5)}`);
      await expect.poll(() => fetch(`${url.origin}/livez`).then(({ status }) => status)).toBe(200); // so that it has our half
      server.process.kill(signal);
      await server.says(/Stopping/);
      if (signal === 'SIGTERM') {
        // Balancers have a moment to notice.
        const [live, ready] = [await fetch(`${url.origin}/livez`), await fetch(`${url.origin}/readyz`)];
        expect([live.status, live.headers.get('connection')]).toEqual([200, 'close']);
        expect([ready.status, await ready.text()]).toEqual([503, 'The server is stopping.\n']);
      }
      const isRefused = () =>
        fetch(`${url.origin}/livez`).then(
          () => false,
          () => true,
        );
      await expect.poll(isRefused, { timeout: 3_000 }).toBe(true);
      socket.write(body.slice(5));
      expect(await server.ended()).toMatchObject({ code: 0, stderr: '' });
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*"title":"Sent in two parts"/i);
      expect(server.output.stdout).toMatch(/\nStopped\n$/);
    },
  );

  test('though a client never sends the rest of its request, or of a header: it cuts them off and says how many calls that were', async () => {
    using folder = setupFolder();
    await using server = run('main.ts', { env: { DATA_DIR: folder.path, PORT: '0' } });
    const url = new URL(await openUrl(server));
    const halves = [
      'POST /trpc/task.create HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
      'GET /livez HTTP/1.1\r\nhost',
      '',
    ];
    const sockets = halves.map((half) => {
      const socket = connect(Number(url.port), '127.0.0.1').on('error', () => {}); // it is cut off
      socket.write(half);
      return socket;
    });
    await expect.poll(() => fetch(`${url.origin}/livez`).then(({ status }) => status)).toBe(200);
    server.process.kill('SIGTERM');
    await expect.poll(() => server.process.exitCode, { timeout: 9_000 }).toBe(0);
    expect(server.output.stdout).toMatch(/\nStopping\nCalls that were cut off: 1\nStopped\n$/);
    for (const socket of sockets) socket.destroy();
  });

  test('though its database never answers, and at once when it is told a second time', async () => {
    await using place = await setupPlace('postgresql', { migrated: false });
    await using proxy = await setupTcpProxy(place.url);
    const env = { DATABASE_URL: proxy.url, PORT: '0', ...secret };
    await using patient = run('main.ts', { env });
    await using hasty = run('main.ts', { env });
    const urls = [await openUrl(patient), await openUrl(hasty)];
    const cookie = cookieOf(await post(`${urls[0]}/api/auth/sign-up/email`, ada));
    proxy.hang();
    const calls = urls.map((url) =>
      fetch(`${url}/trpc/task.count`, { headers: { cookie, origin: url } }).catch(() => null),
    );
    await Promise.all([patient, hasty].map((server) => server.says(/Ready/)));
    patient.process.kill('SIGTERM');
    hasty.process.kill('SIGTERM');
    await hasty.says(/Stopping/);
    await sleep(600); // sooner, it would count as the same signal
    hasty.process.kill('SIGTERM');
    await expect.poll(() => hasty.process.exitCode, { timeout: 1_000 }).toBe(1);
    await expect.poll(() => patient.process.exitCode, { timeout: 10_000 }).toBe(0);
    await Promise.all(calls);
  });

  test('while it waits for its database', async () => {
    await using place = await setupPlace('postgresql', { migrated: false });
    await using proxy = await setupTcpProxy(place.url, { closed: true });
    await using server = run('main.ts', { env: { DATABASE_URL: proxy.url, PORT: '0', ...secret } });
    await server.says(/Waiting for/);
    server.process.kill('SIGTERM');
    expect(await server.ended()).toMatchObject({ code: 0, stderr: '' });
  });
});

test('the server outlives its database: UNAVAILABLE meanwhile, and everything works again after', async () => {
  await using place = await setupPlace('postgresql', { migrated: false });
  await using proxy = await setupTcpProxy(place.url);
  await using server = run('main.ts', { env: { DATABASE_URL: proxy.url, PORT: '0', ...secret } });
  const url = await openUrl(server);
  const cookie = cookieOf(await post(`${url}/api/auth/sign-up/email`, ada));
  const list = () => fetch(`${url}/trpc/task.list?input=%7B%7D`, { headers: { cookie, origin: url } });
  const ready = async () => (await fetch(`${url}/readyz`)).status;
  expect([(await list()).status, await ready()]).toEqual([200, 200]);

  await proxy.cut();
  await expect.poll(ready, { timeout: 10_000 }).toBe(503);
  const call = await list();
  const text = await call.text();
  expect(call.status).toBe(503);
  expect(JSON.parse(text)).toMatchObject({
    error: { data: { reason: 'UNAVAILABLE', details: { retryAfter: expect.any(Number) } } },
  });
  expect(text).not.toMatch(/ECONN|127\.0\.0\.1|terminated/);
  expect((await post(`${url}/api/auth/sign-in/email`, ada)).status).toBe(503);
  expect((await fetch(`${url}/api/auth/get-session`, { headers: { cookie, origin: url } })).status).toBe(503);
  expect((await fetch(`${url}/livez`)).status).toBe(200);

  await proxy.heal();
  await expect.poll(ready, { timeout: 10_000 }).toBe(200);
  expect((await list()).status).toBe(200);
  expect((await post(`${url}/api/auth/sign-in/email`, ada)).status).toBe(200);
});
