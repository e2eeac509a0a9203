import { request } from 'node:http';
import type { Document } from '@typedo/api/openapi';
import { contractVersion, newId, procedureReasons, type Procedure } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { createAnswerCheck } from './openapi/answer-check.ts';
import { setupCalls } from './openapi/calls.ts';
import { setupServer } from './setup-server.ts';

describe('the OpenAPI document', () => {
  it('says what really is answered: by each procedure done, and refused for each of its reasons', async () => {
    await using world = await setupCalls();
    const check = createAnswerCheck(await documentOf(world.server.url));
    const seen = new Set<string>();
    for (const call of world.calls) {
      const { outcome, faults } = check(call, await world.send(call));
      expect([call.path, outcome, ...faults]).toEqual([call.path, call.expected]);
      seen.add(`${call.path} ${outcome}`);
    }
    // The keys of an object literal are the names that it was written with.
    const procedures = Object.keys(procedureReasons) as Procedure[];
    const wanted = procedures.flatMap((path) =>
      ['done', 'UNAUTHENTICATED', 'INVALID_INPUT', ...procedureReasons[path]].map((each) => `${path} ${each}`),
    );
    const tooDear = ['account.keys.create KEY_LIMIT_REACHED']; // a hundred keys
    expect(wanted.filter((each) => !seen.has(each))).toEqual(tooDear);
  });

  it('says what is answered to a batch', async () => {
    await using world = await setupCalls();
    const check = createAnswerCheck(await documentOf(world.server.url));
    const input = encodeURIComponent(JSON.stringify({ 0: { limit: 1 }, 1: { id: newId() } }));
    const response = await fetch(`${world.server.url}/trpc/task.list,task.byId?batch=1&input=${input}`, {
      headers: world.headers,
    });
    const answered = { status: response.status, headers: response.headers, body: await response.json() };
    expect([answered.status, check({ path: '{procedures}', kind: 'query' }, answered).faults]).toEqual([207, []]);
  });

  it('is public, made once, and not sent again to who has it', async () => {
    await using server = await setupServer('sqlite', { publicUrl: new URL('https://tasks.example.org') });
    const url = `${server.url}/openapi.json`;
    const [first, second] = await Promise.all([fetch(url), fetch(url)]);
    const document = (await first.json()) as Document; // which the tests of the API look at
    expect(await second.json()).toEqual(document);
    expect(document).toMatchObject({
      openapi: '3.1.1',
      info: { version: contractVersion },
      servers: [{ url: 'https://tasks.example.org' }],
    });
    expect(document.components?.securitySchemes?.['session']).toMatchObject({ name: '__Host-typedo.session_token' });
    const etag = first.headers.get('etag') ?? '';
    expect([first.headers.get('content-type'), etag]).toEqual([
      'application/json',
      expect.stringMatching(/^"[\w-]{22}"$/),
    ]);
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const { status, headers } = await fetch(url, { method: 'HEAD' });
    expect([status, headers.get('etag')]).toEqual([200, etag]);
  });
});

describe('the page of the API', () => {
  it('runs nothing but files of this server, which it names', async () => {
    await using server = await setupServer('sqlite');
    const moved = await fetch(`${server.url}/api/docs`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([302, '/api/docs/']);
    const page = await fetch(`${server.url}/api/docs/`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    const names = [...(await page.text()).matchAll(/(?:href|src)="([^"/]+)"/g)].map(([, name = '']) => name);
    expect(names).toHaveLength(5);
    for (const name of names) {
      const { status, headers } = await fetch(`${server.url}/api/docs/${name}`);
      expect([name, status, headers.get('content-security-policy')]).toEqual([name, 200, policy]);
    }
  });

  it('has no file but those, and takes no other method', async () => {
    await using server = await setupServer('sqlite');
    for (const path of [
      'package.json',
      '../api-docs.ts',
      '%2e%2e/api-docs.ts',
      '..%2f..%2fapp.ts',
      'constructor',
      '__proto__',
      'page/index.html',
      '/',
      '%E0%A4%A',
    ])
      expect([path, await statusOf(server.url, `/api/docs/${path}`)]).toEqual([path, 404]);
    for (const method of ['POST', 'PUT', 'DELETE'])
      for (const path of ['/api/docs/', '/openapi.json'])
        expect([method, path, await statusOf(server.url, path, method)]).toEqual([method, path, 404]);
    expect(await statusOf(server.url, '/api/docs/', 'TRACE')).toBe(405);
    expect(await statusOf(server.url, '/api/docs/', 'HEAD')).toBe(200);
  });
});

/** What is answered to a path as it stands, which `fetch` would tidy. */
async function statusOf(url: string, path: string, method = 'GET'): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const { hostname, port } = new URL(url);
  request({ hostname, port, path, method }, (response) => resolve(response.resume().statusCode))
    .on('error', reject)
    .end();
  return promise;
}

async function documentOf(url: string): Promise<Document> {
  return (await (await fetch(`${url}/openapi.json`)).json()) as Document; // which the tests of the API look at
}
