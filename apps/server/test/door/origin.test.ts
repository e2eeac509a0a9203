import { describe, expect, test } from 'vitest';
import { setupServer, type Person, type TestServer } from '../setup-server.ts';
import { read } from './answer.ts';

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

describe('a page of another site that CORS_ORIGINS names', () => {
  const tools = 'https://tools.example.com';
  const allows = ({ headers }: Response) => headers.get('access-control-allow-origin');

  test('calls with an API key, follows, and is told what it may send', async () => {
    await using server = await setupServer('sqlite', { corsOrigins: [tools] });
    const ada = await server.signUp();
    const { secret } = await ada.key();
    const first = await fetch(`${server.url}/trpc/task.create`, { method: 'OPTIONS', headers: { origin: tools } });
    expect([first.status, allows(first)]).toEqual([204, tools]);
    expect(first.headers.get('access-control-allow-headers')).toMatch(/authorization.*content-type/);
    expect(first.headers.get('access-control-allow-credentials')).toBeNull();
    const headers = { authorization: `Bearer ${secret}`, origin: tools, 'sec-fetch-site': 'cross-site' };
    const call = await server.post('/trpc/task.create', { title: 'x' }, headers);
    expect([call.status, allows(call)]).toEqual([200, tools]);
    const abort = new AbortController();
    const stream = await fetch(`${server.url}/trpc/sync.live`, { headers, signal: abort.signal });
    expect([stream.status, allows(stream)]).toEqual([200, tools]);
    abort.abort();
  });

  test('does not act for a signed-in person, and gets nothing but procedures', async () => {
    await using server = await setupServer('sqlite', { corsOrigins: [tools] });
    const ada = await server.signUp();
    const headers = { origin: tools, 'sec-fetch-site': 'cross-site' };
    expect(await create(server, ada, headers)).toMatchObject({ status: 403, reason: 'ORIGIN_REFUSED' });
    const signIn = await server.post('/api/auth/sign-in/email', { email: ada.email, password: ada.password }, headers);
    expect([signIn.status, allows(signIn)]).toEqual([403, null]);
    expect(allows(await fetch(`${server.url}/api/auth/get-session`, { headers }))).toBeNull();
  });

  test('is alone in that: without the setting, and for any other origin, no browser lets a page read an answer', async () => {
    await using closed = await setupServer('sqlite');
    await using server = await setupServer('sqlite', { corsOrigins: [tools] });
    for (const [url, origin] of [
      [closed.url, tools],
      [server.url, 'https://evil.example.com'],
      [server.url, 'null'],
      [server.url, `${tools}.evil.example.com`],
      [server.url, 'http://tools.example.com'],
    ] as const) {
      for (const method of ['OPTIONS', 'GET', 'POST'])
        expect(allows(await fetch(`${url}/trpc/task.list`, { method, headers: { origin } }))).toBeNull();
    }
  });
});
