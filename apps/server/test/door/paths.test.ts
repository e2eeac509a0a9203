import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { read } from './answer.ts';

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

  test('of calls and accounts are known by one spelling, so that no other leads past the doors', async () => {
    await using server = await setupServer('sqlite');
    for (const path of ['/mcp', '/trpc/task.list', '/api/auth/get-session'])
      for (const spelled of [
        `/.${path}`,
        `/x/..${path}`,
        `/%2e${path}`,
        path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
      ])
        expect([spelled, await statusOf(server.url, spelled)]).toEqual([spelled, 404]);
  });

  test('every answer tells the browser to be strict', async () => {
    await using server = await setupServer('sqlite');
    for (const path of ['/', '/livez', '/trpc/task.list', '/api/auth/get-session', '/nothing.js']) {
      const { headers } = await fetch(server.url + path);
      expect(headers.get('content-security-policy')).toMatch(
        path.startsWith('/trpc/')
          ? /^default-src 'none'; frame-ancestors 'none'$/
          : /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/,
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

/** The status that is answered to a GET of exactly this path: `fetch` would make it a tidy one. */
function statusOf(url: string, path: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  request(url, { path }, (response) => resolve(response.resume().statusCode))
    .on('error', reject)
    .end();
  return promise;
}
