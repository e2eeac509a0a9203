import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { limits } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { setupServer, type Person, type TestServer } from './setup-server.ts';

interface Answer {
  status: number;
  type: string | null;
  reason: string | undefined;
  text: string;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = JSON.parse(text) as { error?: { data: { reason: string } } };
  return { status: response.status, type: response.headers.get('content-type'), reason: body.error?.data.reason, text };
}

const create = (server: TestServer, { page }: Person, headers: Record<string, string>) =>
  server.post('/trpc/task.create', { title: 'x' }, { ...page, ...headers }).then(read);

describe('a page of another origin', () => {
  test.each([
    ['a form of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of a sibling domain', { 'sec-fetch-site': 'same-site' }],
    ['an older browser that says only the origin', { origin: 'https://evil.example.com' }],
    ['a page without an origin', { origin: 'null' }],
  ])('does not act for the person: %s', async (_name, headers) => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    expect(await create(server, ada, headers)).toMatchObject({ status: 403, reason: 'ORIGIN_REFUSED' });
    expect((await ada.typedo().task.list.query({})).tasks).toEqual([]);
    const signIn = await server.post('/api/auth/sign-in/email', { email: ada.email, password: ada.password }, headers);
    expect(signIn.status).toBe(403);
    const signOut = await server.post('/api/auth/sign-out', {}, { cookie: ada.cookie, ...headers });
    expect(signOut.status).toBe(403);
    await ada.typedo().task.count.query();
  });

  test('may use an API key: nobody sends one by mistake', async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const { secret } = await ada.key();
    const headers = { authorization: `Bearer ${secret}`, 'sec-fetch-site': 'cross-site' };
    expect((await server.post('/trpc/task.create', { title: 'x' }, headers)).status).toBe(200);
  });
});

describe('a request with a cookie that does not say where it comes from', () => {
  test('is refused, and a program that has no cookie is not asked', async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const { email, password, cookie } = ada;
    const send = (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    expect(await send('/trpc/task.create', { title: 'x' }, { cookie }).then(read)).toMatchObject({
      status: 403,
      reason: 'ORIGIN_REFUSED',
    });
    const referer = `${server.url}/`; // which a form of an old browser could send as well
    expect((await send('/trpc/task.create', { title: 'x' }, { cookie, referer })).status).toBe(403);
    expect((await send('/api/auth/sign-out', {}, { cookie })).status).toBe(403);
    expect((await send('/api/auth/sign-in/email', { email, password })).status).toBe(200);
    expect(await ada.typedo().task.count.query()).toEqual({ open: 0, complete: 0, deleted: 0 });
  });

  test('reads when it is a GET that was sent from a page of ours, as browsers say it on plain HTTP', async () => {
    await using server = await setupServer('sqlite');
    const { cookie } = await server.signUp();
    const get = async (path: string, headers: Record<string, string>) =>
      (await fetch(server.url + path, { headers: { cookie, ...headers } })).status;
    for (const path of ['/trpc/task.count', '/api/auth/get-session']) {
      expect(await get(path, { referer: `${server.url}/tasks?q=x` })).toBe(200);
      expect(await get(path, { referer: 'https://evil.example.com/' })).toBe(403);
      expect(await get(path, { referer: 'not an address' })).toBe(403);
      expect(await get(path, {})).toBe(403);
    }
  });
});

test.each([
  ['the same origin', (url: string) => ({ 'sec-fetch-site': 'same-origin', origin: url })],
  ['the same host, of which an older browser says the origin', (url: string) => ({ origin: url })],
  ['the public address, behind a proxy', () => ({ origin: 'https://typedo.example.com' })],
])('a person is served from %s', async (_name, headers) => {
  await using server = await setupServer('sqlite', { publicUrl: new URL('https://typedo.example.com') });
  const ada = await server.signUp();
  expect(await create(server, ada, headers(server.url))).toMatchObject({ status: 200 });
  const back = await server.post(
    '/api/auth/sign-in/email',
    { email: ada.email, password: ada.password },
    headers(server.url),
  );
  expect(back.status).toBe(200);
});

describe('bodies', () => {
  test.each([
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'application/jsonp',
    '',
  ])('of type "%s" are refused, as forms of other sites send them', async (type) => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const body = new Blob([JSON.stringify({ title: 'x' })]); // without a type of its own
    for (const path of ['/trpc/task.create', '/trpc/no.such', '/api/auth/sign-out']) {
      const headers = { ...ada.page, ...(type ? { 'content-type': type } : {}) };
      const response = await fetch(server.url + path, { method: 'POST', headers, body });
      expect(response.status).toBe(415);
      expect(await response.text()).toContain('UNSUPPORTED_MEDIA_TYPE');
    }
    expect((await ada.typedo().task.list.query({})).tasks).toEqual([]);
  });

  test.each(['', '{', '"title"', '[]', 'null', '\u0000', '{"title":"x"', '{"title":'])(
    'that are not a JSON object are refused: %j',
    async (body) => {
      await using server = await setupServer('sqlite');
      const ada = await server.signUp();
      const send = (path: string) =>
        fetch(server.url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...ada.page },
          body,
        });
      expect(await send('/trpc/task.create').then(read)).toMatchObject({
        status: 400,
        type: 'application/json',
        reason: 'INVALID_INPUT',
      });
      expect(await send('/trpc/task.create,task.create?batch=1').then(read)).toMatchObject({ status: 400 });
      expect((await send('/api/auth/sign-in/email')).status).toBe(400);
    },
  );

  test('over 1 MB are refused, whether they say so before or not', async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const headers = { 'content-type': 'application/json', ...ada.page };
    const large = JSON.stringify({ title: 'x'.repeat(1024 * 1024) });
    for (const [path, body] of [
      ['/trpc/task.create', large],
      ['/api/auth/sign-in/email', large],
    ] as const) {
      const whole = await fetch(server.url + path, { method: 'POST', headers, body });
      const chunks = await fetch(server.url + path, {
        method: 'POST',
        headers,
        body: new Blob([body]).stream(),
        duplex: 'half',
      });
      expect([whole.status, chunks.status]).toEqual([413, 413]);
      expect(await whole.text()).toContain('PAYLOAD_TOO_LARGE');
    }
    const small = new Blob([JSON.stringify({ title: 'In chunks' })]).stream();
    const response = await fetch(`${server.url}/trpc/task.create`, {
      method: 'POST',
      headers,
      body: small,
      duplex: 'half',
    });
    expect(await response.json()).toMatchObject({ result: { data: { title: 'In chunks' } } });
  });

  test('that are not UTF-8 are refused, rather than changed', async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const headers = { 'content-type': 'application/json', ...ada.page };
    const body = Buffer.from('{"title":"caf\xe9"}', 'latin1');
    const response = await fetch(`${server.url}/trpc/task.create`, { method: 'POST', headers, body });
    expect(await read(response)).toMatchObject({ status: 400, reason: 'INVALID_INPUT' });
    expect((await ada.typedo().task.list.query()).tasks).toEqual([]);
  });

  test('that end before they are whole leave no trace in the log', async () => {
    await using server = await setupServer('sqlite');
    const { hostname, port } = new URL(server.url);
    for (const path of ['/trpc/task.create', '/api/auth/sign-in/email']) {
      const socket = connect(Number(port), hostname);
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a"`,
      );
      await once(socket, 'connect');
      socket.destroy();
    }
    expect((await fetch(`${server.url}/livez`)).status).toBe(200); // disposing of the server fails for what it logged
  });

  test('that claim to be short are cut where they said', async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const { promise: status, resolve, reject } = Promise.withResolvers<number | undefined>();
    const headers = { 'content-type': 'application/json', 'content-length': '-5', ...ada.page };
    request(`${server.url}/trpc/task.create`, { method: 'POST', headers }, (response) =>
      resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end();
    expect(await status).toBe(400);
  });
});

for (const dialect of dialects) {
  describe(`calls on ${dialect}`, () => {
    test('a batch holds one pull at most, however it is spelled: its answer is large', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const batch = async (paths: string) =>
        read(await fetch(`${server.url}/trpc/${paths}?batch=1&input=%7B%7D`, { headers: ada.page }));
      expect(await batch('sync.pull,task.count')).toMatchObject({ status: 200 });
      for (const paths of ['sync.pull,sync.pull', 'task.count,sync.pull,sync%2Epull'])
        expect(await batch(paths)).toMatchObject({ status: 400 });
      const { sync } = ada.typedo({ attempts: 1 }); // the SDK sends each on its own
      expect(await Promise.all([sync.pull.query({}), sync.pull.query({})])).toMatchObject([
        { reset: false },
        { reset: false },
      ]);
    });

    test('a batch holds 20 calls; a larger one is refused whole, in the same shape', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const batch = async (size: number) => {
        const path = Array.from({ length: size }, () => 'task.count').join(',');
        return read(await fetch(`${server.url}/trpc/${path}?batch=1&input=%7B%7D`, { headers: ada.page }));
      };
      expect(await batch(limits.batch.max)).toMatchObject({ status: 200 });
      expect(await batch(limits.batch.max + 1)).toMatchObject({
        status: 400,
        type: 'application/json',
        reason: 'INVALID_INPUT',
      });
    });

    test('the SDK sends any number of calls at once', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const typedo = ada.typedo();
      await Promise.all(
        Array.from({ length: 45 }, (_, index) => typedo.task.create.mutate({ title: `Task ${index}` })),
      );
      expect(await typedo.task.count.query()).toMatchObject({ open: 45 });
    });

    test('what goes wrong on our side is logged with its cause and answered without a word of it', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      await server.database.kysely().schema.dropTable('api_keys').execute();
      const response = await fetch(`${server.url}/trpc/account.keys.list`, { headers: ada.page });
      const answer = await read(response);
      expect(answer).toMatchObject({ status: 500, reason: 'INTERNAL' });
      expect(answer.text).not.toMatch(/api_keys|select|sqlite|relation|node_modules|stack/i);
      const [error] = server.errors.splice(0);
      expect([error?.line, String(error?.cause)]).toEqual([
        'account.keys.list failed',
        expect.stringContaining('api_keys'),
      ]);
    });
  });
}

describe('paths', () => {
  test(`the library's other endpoints are closed`, async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const posts = [
      'api-key/create',
      'api-key/update',
      'api-key/delete',
      'api-key/verify',
      'update-user',
      'delete-user',
      'change-email',
      'sign-in/social',
      'request-password-reset',
      'set-password',
      'revoke-sessions',
      'constructor',
      '',
    ];
    for (const path of posts) {
      const response = await server.post(`/api/auth/${path}`, { name: 'x', keyId: 'x' }, { cookie: ada.cookie });
      expect([path, response.status]).toEqual([path, 404]);
    }
    const gets = [
      'api-key/list',
      'api-key/get?id=x',
      'list-sessions',
      'list-accounts',
      'ok',
      'error',
      'sign-out',
      'get-session/',
      '//get-session',
      '%67et-session',
    ];
    for (const path of gets) {
      const response = await fetch(`${server.url}/api/auth/${path}`, { headers: ada.page });
      expect([path, response.status]).toEqual([path, 404]);
    }
  });

  test('of the API that do not exist give JSON, never the page', async () => {
    await using server = await setupServer('sqlite');
    for (const path of [
      '/trpc',
      '/trpc/',
      '/trpc/nothing',
      '/trpc/task',
      '/trpc/task.nothing',
      '/trpc/__proto__',
      '/api',
      '/api/',
      '/api/tasks',
      '/api/auth',
      '/api/auth/',
      '/trpc/%E0%A4%A',
    ]) {
      const response = await fetch(server.url + path);
      expect([path, response.headers.get('content-type')]).toEqual([path, 'application/json']);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    }
    const mutation = await fetch(`${server.url}/trpc/task.create?input=%7B%22title%22%3A%22x%22%7D`);
    expect(await read(mutation)).toMatchObject({ status: 405, reason: 'METHOD_NOT_SUPPORTED' });
  });

  test('every answer tells the browser to be strict', async () => {
    await using server = await setupServer('sqlite');
    for (const path of ['/', '/livez', '/trpc/task.list', '/api/auth/get-session', '/nothing.js']) {
      const { headers } = await fetch(server.url + path);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('strict-transport-security')).toBeNull();
    }
  });

  test('the server says that it lives and is ready', async () => {
    await using server = await setupServer('sqlite');
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    const oldCheck = connect(Number(new URL(server.url).port), '127.0.0.1').end('GET /livez HTTP/1.0\r\n\r\n');
    expect(await text(oldCheck)).toMatch(/^HTTP\/1\.1 200 OK/);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});

test.each(['TRACE', 'HEAD', 'PUT', 'DELETE', 'PATCH'])('the method %s is refused under /trpc', async (method) => {
  await using server = await setupServer('sqlite');
  const { promise: status, resolve } = Promise.withResolvers<number | undefined>();
  const headers = { 'content-type': 'application/json' };
  request(`${server.url}/trpc/task.list`, { method, headers }, (response) =>
    resolve(response.resume().statusCode),
  ).end();
  expect(await status).toBe(405);
});
