import { createTypedo } from '@typedo/sdk';
import { expect, test } from 'vitest';
import { livePath, openLive } from '../live-reader.ts';
import { setupServer } from '../setup-server.ts';

// What OWASP ASVS asks of the door and no other test shows; SECURITY.md names these.

/** Paths whose answers are the page, a file, text and JSON, granted and refused. */
const paths = [
  '/',
  '/favicon.svg',
  '/sign-in',
  '/livez',
  '/readyz',
  '/nothing.js',
  '/nothing.svg',
  '/trpc/task.list',
  '/trpc/no.such',
  livePath({ cursor: 1 }),
  '/api/auth/get-session',
  '/api/nothing',
  '/%E0%A4%A',
];

test('every answer with a body says what it is, and text in which characters', async () => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  const { headers } = await fetch(`${server.url}/`);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  using live = await openLive(server.url, { headers: { cookie: ada.cookie, origin: server.url } });
  const types = [String(live.headers['content-type'])];
  for (const path of paths) {
    const answer = await fetch(server.url + path);
    if ((await answer.arrayBuffer()).byteLength > 0) types.push(answer.headers.get('content-type') ?? `none: ${path}`);
  }
  expect(types).toHaveLength(paths.length + 1);
  // JSON is UTF-8 by its definition, and its type has no charset.
  const precise = /^(application\/json|(text\/[a-z-]+|image\/svg\+xml); charset=utf-8)$/i;
  expect(types.filter((type) => !precise.test(type))).toEqual([]);
});

test('a text that looks like the end of JSON, of a script or of an event stays a text', async () => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  using live = await openLive(server.url, { headers: { cookie: ada.cookie, origin: server.url } });
  await live.next();
  const title = '"},{"a":1}]\\</script>\u2028\r\n\r\nevent: end\ndata: 1\n\n:x';
  const { typedo } = ada;
  const { id } = await typedo().task.create.mutate({ title });
  expect((await typedo().task.byId.query({ id })).title).toBe(title);
  expect((await live.next()).data).toMatchObject({ tasks: [{ id, title }], deletedIds: [] });
  expect(live.events.map(({ event }) => event)).toEqual(['connected', 'message', 'message']);
});

test('with https every answer demands it for a year', async () => {
  await using server = await setupServer('sqlite', { publicUrl: new URL('https://typedo.example.com') });
  for (const path of paths) {
    const { headers } = await fetch(server.url + path);
    expect([path, headers.get('strict-transport-security')]).toEqual([path, 'max-age=31536000']);
  }
});

test('no page of another origin may read an answer, unless a setting says so', async () => {
  await using server = await setupServer('sqlite');
  const origin = 'https://elsewhere.example.com';
  const asked = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
  for (const path of paths) {
    for (const init of [{ headers: { origin } }, { method: 'OPTIONS', headers: asked }]) {
      const { headers } = await fetch(server.url + path, init);
      expect([path, [...headers.keys()].filter((name) => name.startsWith('access-control-'))]).toEqual([path, []]);
    }
  }
});

test('a key or the token of a session in an address proves nobody', async () => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  const { secret } = await ada.key();
  const token = ada.cookie.slice(ada.cookie.indexOf('=') + 1);
  for (const [name, value] of [
    ['apiKey', secret],
    ['authorization', `Bearer ${secret}`],
    ['token', token],
    ['session_token', token],
    ['connectionParams', JSON.stringify({ authorization: `Bearer ${secret}`, cookie: ada.cookie })],
  ] as const) {
    const query = `${name}=${encodeURIComponent(value)}`;
    for (const path of [`/trpc/task.count?${query}`, `/trpc/sync.live?${query}`])
      expect([name, (await fetch(server.url + path)).status]).toEqual([name, 401]);
  }
});

test('the SDK sends a key in a header, never in an address', async () => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  const { secret } = await ada.key();
  const addresses: string[] = [];
  const typedo = createTypedo({
    url: server.url,
    apiKey: secret,
    fetch: (input, init) => {
      addresses.push(input instanceof Request ? input.url : String(input));
      return fetch(input, init);
    },
  });
  await typedo.task.create.mutate({ title: 'x' });
  await typedo.task.list.query({});
  await typedo.sync.pull.query({});
  expect(addresses).toHaveLength(3);
  expect(addresses.filter((address) => address.includes('tdo_') || !address.startsWith(server.url))).toEqual([]);
});

test('the folders of version control and the files of the repository are not served', async () => {
  await using server = await setupServer('sqlite');
  for (const path of [
    '/.git/HEAD',
    '/.git/config',
    '/.gitignore',
    '/.env',
    '/package.json',
    '/..%2f..%2f.git/config',
    '/assets/../../../.git/HEAD',
    '/src/main.tsx',
    '/data/typedo.sqlite',
    '/data/auth-secret.txt',
  ]) {
    const answer = await fetch(server.url + path);
    const text = await answer.text();
    // What does not look like a file is a page of the client, whatever its path.
    expect([path, answer.status === 404 || text.startsWith('<!doctype html>')]).toEqual([path, true]);
  }
});
