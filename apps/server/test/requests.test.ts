import { connect } from 'node:net';
import { dialects } from '@typedo/db/testing';
import { contractVersion, createTypedo, newId, requestIdOf } from '@typedo/sdk';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { livePath } from './live-reader.ts';
import { setupServer, type TestServer } from './setup-server.ts';

const canary = 'canary';

/** The log's entries that belong to a request. */
const entriesOf = (server: TestServer, id: string | null) =>
  server.lines.map((line) => JSON.parse(line)).filter(({ requestId }) => requestId === id);

describe('the id of a request', () => {
  test('is on every answer, and no two are the same', async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const answers = await Promise.all([
      ...['/', '/livez', '/readyz', '/api', '/trpc', '/trpc/nothing', '/api/auth/get-session'].map((path) =>
        fetch(server.url + path),
      ),
      fetch(`${server.url}/trpc/task.list?input={}`, { headers: ada.page }),
      fetch(server.url + livePath()),
      server.post('/trpc/task.create', {}),
      server.post('/api/auth/sign-in/email', {}),
    ]);
    const ids = answers.map(({ headers }) => headers.get('x-request-id'));
    for (const id of ids) expect(id).toMatch(/^[0-9a-z]{6}-[0-9a-z]+$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await traced(server)).toMatch(/^HTTP\/1\.1 405 [^]*\r\nx-request-id: [0-9a-z-]+\r\n/i);
  });

  test('is not what a client says', async () => {
    await using server = await setupServer('sqlite', { trustedProxies: ['127.0.0.1'] });
    const response = await fetch(`${server.url}/livez`, { headers: { 'x-request-id': canary } });
    expect(response.headers.get('x-request-id')).not.toContain(canary);
  });

  test('is told by a failed call of the SDK, and by no call that was not answered', async () => {
    await using server = await setupServer('sqlite', { logLevel: 'debug' });
    const ada = await server.signUp();
    const { task } = ada.typedo({ attempts: 1 });
    const error: unknown = await task.byId.query({ id: newId() }).catch((failure: unknown) => failure);
    await expect
      .poll(() => entriesOf(server, requestIdOf(error)))
      .toEqual([expect.objectContaining({ level: 'debug', method: 'GET', path: '/trpc/task.byId', status: 404 })]);
    const nobody = createTypedo({ url: 'http://127.0.0.1:1', apiKey: 'tdo_x', attempts: 1 });
    expect(requestIdOf(await nobody.task.count.query().catch((failure: unknown) => failure))).toBeNull();
    expect(requestIdOf(new Error('x'))).toBeNull();
  });
});

test('at the level debug a request is one line: method, path without its query, status and time', async () => {
  await using server = await setupServer('sqlite', { logLevel: 'debug' });
  const response = await fetch(`${server.url}/trpc/task.list?input=${canary}`);
  const id = response.headers.get('x-request-id');
  await response.text();
  await expect.poll(() => entriesOf(server, id)).toHaveLength(1);
  expect(entriesOf(server, id)).toEqual([
    {
      level: 'debug',
      time: expect.any(String),
      requestId: id,
      method: 'GET',
      path: '/trpc/task.list',
      status: 401,
      ms: expect.any(Number),
      msg: expect.stringMatching(/^GET \/trpc\/task\.list 401 \d+\.\d ms$/),
    },
  ]);
  expect(server.lines.join('')).not.toContain(canary);
});

for (const dialect of dialects) {
  describe(`what goes wrong on ${dialect}`, () => {
    test('is logged with the id of its answer, and without a value that was sent; the answer has nothing of the log', async () => {
      await using server = await setupServer(dialect, { logLevel: 'debug' });
      const ada = await server.signUp();
      await refuseCanaries(server);
      const person = ada.page;
      const id = newId();
      const mutation = { type: 'create', mutationId: id, id, title: canary, description: `"${canary}") = '${canary}` };
      const task = await ada.typedo().task.create.mutate({ title: 'Good' });
      const change = { id: task.id, patch: { title: canary }, was: { title: 'Good' } };

      const failing: [name: string, Response][] = [];
      const send = async (name: string, path: string, body: unknown, headers: Record<string, string> = person) =>
        failing.push([name, await server.post(path, body, headers)]);
      await send('task.create', '/trpc/task.create', { title: canary, description: canary });
      await send('task.update', '/trpc/task.update', change);
      await send('task.updateMany', '/trpc/task.updateMany', { ids: [task.id], patch: { title: canary } });
      await send('sync.push', '/trpc/sync.push', {
        mutations: [mutation, { ...mutation, mutationId: newId() }],
        contractVersion,
      });
      await send('account.keys.create', '/trpc/account.keys.create', { name: canary, scopes: ['tasks:read'] });
      const account = { name: canary, email: `${canary}@example.com`, password: `${canary} ${canary}` };
      await send('POST /sign-up/email', '/api/auth/sign-up/email', account, {});
      const ids = new Set<string | null>();
      for (const [name, response] of failing) {
        const text = await response.text();
        expect([name, response.status]).toEqual([name, name.startsWith('POST') ? 503 : 500]);
        const requestId = response.headers.get('x-request-id');
        ids.add(requestId);
        const faults = entriesOf(server, requestId).filter(({ level }) => level === 'error');
        const told = JSON.stringify(faults);
        expect([name, told]).toEqual([name, expect.stringMatching(/23514|SQLITE_CONSTRAINT_TRIGGER/)]);
        expect([name, told]).toEqual([name, expect.stringMatching(/"stack":"at /)]);
        if (!name.startsWith('POST')) expect(faults[0]).toMatchObject({ msg: `${name} failed`, procedure: name });
        expect(text).not.toMatch(/23514|SQLITE|constraint|trigger|canary|stack|not_that/i);
      }
      expect(ids.size).toBe(failing.length);

      // What is refused, and what is well, has the canary in all other places.
      const headers = {
        authorization: `Bearer tdo_${canary}`,
        cookie: `typedo.session_token=${canary}`,
        'x-request-id': canary,
      };
      await fetch(`${server.url}/trpc/task.list?input=${canary}`, { headers });
      await fetch(`${server.url}/trpc/${canary}.x?batch=1`, { headers: person });
      await fetch(`${server.url}/${canary}`, { headers: person });
      await fetch(`${server.url}/trpc/task.list?input={"search":"${canary}"}`, {
        headers: { ...person, referer: `http://x/?${canary}` },
      });
      await fetch(server.url + livePath({ cursor: canary }), { headers });
      await server.post('/api/auth/sign-in/email', { email: `${canary}@example.com`, password: canary.repeat(3) });
      await server.post(
        '/api/auth/change-password',
        { currentPassword: canary, newPassword: canary.repeat(3) },
        person,
      );
      await server.post(`/api/auth/sign-in/email?${canary}`, canary, { [canary]: canary, ...headers });

      await server.database.kysely().schema.alterTable('users').renameTo('hidden').execute();
      await server.post('/api/auth/sign-in/email', { email: `${canary}@example.com`, password: canary.repeat(3) });
      server.errors.length = 0;
      expect(server.lines.filter((line) => line.includes(canary))).toEqual([]);
      expect(server.lines.length).toBeGreaterThan(15);
    });
  });
}

/** Lets the database refuse every text with the canary, in words that repeat it. */
async function refuseCanaries({ database }: TestServer): Promise<void> {
  for (const [table, column] of [
    ['tasks', 'title'],
    ['users', 'email'],
    ['api_keys', 'name'],
  ] as const) {
    const [name, of] = [sql.table(table), sql.ref(column)];
    if (database.dialect === 'postgresql') {
      const rule = sql`alter table ${name} add constraint not_that check (${of} not like '%canary%') not valid`;
      await rule.execute(database.kysely());
      continue;
    }
    for (const event of ['insert', 'update']) {
      const trigger = sql.raw(`not_that_${table}_${event} before ${event}`);
      await sql`create trigger ${trigger} on ${name} when new.${of} like '%canary%'
        begin select raise(abort, 'refused: ' || new.${of}); end`.execute(database.kysely());
    }
  }
}

function traced(server: TestServer): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').setEncoding('utf8');
  return new Promise((resolve) => {
    socket
      .once('data', (text) => resolve(String(text)))
      .write('TRACE / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  });
}
