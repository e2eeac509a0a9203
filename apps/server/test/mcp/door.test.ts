import { request } from 'node:http';
import { newId } from '@typedo/contract';
import { describe, expect, test } from 'vitest';
import { setupServer, type Person, type ServerOverrides } from '../setup-server.ts';
import { agentOverHttp, refusalIn } from './clients.ts';

test('a request without a valid key is told so, whatever cookie it has', async () => {
  await using world = await setup();
  const { ada, send } = world;
  const nobody = [
    await send(listed, { authorization: '' }),
    await send(listed, { authorization: `Bearer tdo_${'x'.repeat(64)}` }),
    await send(create, { authorization: undefined, cookie: ada.cookie, origin: 'http://localhost' }),
    await send(create, { authorization: undefined, cookie: ada.cookie, 'sec-fetch-site': 'same-origin' }),
    await send(initialize, { authorization: undefined }),
  ];
  for (const { status, headers, body } of nobody) {
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32001, message: expect.any(String), data: { reason: 'UNAUTHENTICATED', details: {} } },
    });
  }
  expect(await ada.typedo().task.count.query()).toEqual({ open: 0, complete: 0, deleted: 0 });
});

test('a key that is revoked is none', async () => {
  await using world = await setup();
  const { ada, send } = world;
  expect((await send(listed)).status).toBe(200);
  const { keys } = await ada.typedo().account.keys.list.query();
  for (const { id } of keys) await ada.typedo().account.keys.revoke.mutate({ id });
  expect((await send(listed)).status).toBe(401);
});

test('a page of another origin is refused, also one whose name leads to this server', async () => {
  await using world = await setup({ corsOrigins: ['https://tools.example.com'] });
  const { send, server } = world;
  const { host } = new URL(server.url);
  for (const origin of ['https://evil.example.com', 'null', `http://rebound.example.com:${host.split(':')[1]}`])
    expect([origin, (await send(listed, { origin })).status]).toEqual([origin, 403]);
  expect(await rebound(server.url)).toBe(403);
  const allowed = await send(listed, { origin: 'https://tools.example.com' });
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
    200,
    'https://tools.example.com',
  ]);
  const asked = { method: 'OPTIONS', headers: { origin: 'https://tools.example.com' } };
  const { headers } = await fetch(`${server.url}/mcp`, asked);
  expect(headers.get('access-control-allow-headers')).toContain('mcp-protocol-version');
  expect((await send(listed, { origin: 'http://localhost' })).status).toBe(200); // its own, by PUBLIC_URL
});

test('what is no message of the protocol is answered as the protocol says, and nothing breaks', async () => {
  await using world = await setup();
  const { send, server } = world;
  const code = async (body: unknown, headers = {}) => {
    const answer = await send(body, headers);
    return [answer.status, answer.body?.error?.code];
  };
  expect(await code('{')).toEqual([400, -32700]);
  expect(await code('')).toEqual([400, -32700]);
  expect(await code([listed, create])).toEqual([400, -32600]);
  expect(await code([])).toEqual([400, -32600]);
  for (const message of [null, 'text', 7, {}, { method: 'tools/list' }, { jsonrpc: '1.0', id: 1, method: 'ping' }])
    expect([message, ...(await code(message))]).toEqual([message, 400, -32700]);
  expect(await code(listed, { 'mcp-protocol-version': '1999-01-01' })).toEqual([400, -32000]);
  expect(await code(listed, { accept: 'application/json' })).toEqual([406, -32000]);
  expect(await code(listed, { 'content-type': 'text/plain' })).toEqual([415, -32015]);
  expect(await code({ ...listed, method: 'tools/none' })).toEqual([200, -32601]);
  expect(await code({ ...create, params: { name: 7 } })).toEqual([200, expect.any(Number)]);
  expect(await code({ ...create, params: { name: '__proto__' } })).toEqual([200, -32602]);
  expect(await code({ jsonrpc: '2.0', method: 'notifications/initialized' })).toEqual([202, undefined]);
  expect(await code({ jsonrpc: '2.0', id: 9, result: {} })).toEqual([202, undefined]);
  expect(await code(padded(1_100_000))).toEqual([413, expect.any(Number)]);
  expect(await code(`${'['.repeat(40)}${']'.repeat(40)}`)).toEqual([400, -32600]);
  expect(await code({ ...create, params: { name: 'create_task', arguments: Array(3_000).fill(0) } })).toEqual([
    400, -32600,
  ]);
  for (const method of ['GET', 'DELETE', 'PUT', 'OPTIONS']) {
    const { status, headers } = await fetch(`${server.url}/mcp`, { method, headers: { accept: 'text/event-stream' } });
    expect([method, status, headers.get('allow')]).toEqual([method, 405, 'POST']);
  }
  expect((await fetch(`${server.url}/.well-known/oauth-protected-resource/mcp`)).status).toBe(404);
  expect(await code(listed)).toEqual([200, undefined]);
});

test('a tool call counts like the procedure that it calls, for the account and for the address', async () => {
  await using world = await setup({ limitRate: true, rateWindow: 60, rateLimit: 7, rateLimitAddress: 1_000 });
  const { ada, key, server } = world;
  await using agent = await agentOverHttp(server.url, key); // by three messages; the key was made by a call, too
  await ada.typedo({ apiKey: key, attempts: 1 }).task.count.query();
  const results = [await agent.call('list_tasks'), await agent.call('list_tasks'), await agent.call('list_tasks')];
  expect(results.map(({ isError }) => isError ?? false)).toEqual([false, false, true]);
  expect(refusalIn(results[2]!)).toMatchObject({ reason: 'RATE_LIMITED', details: { retryAfter: expect.any(Number) } });

  await using few = await setup({ limitRate: true, rateWindow: 60, rateLimitAddress: 40 });
  const guesses = [];
  for (let guess = 0; guess < 4; guess++)
    guesses.push((await few.send(listed, { authorization: `Bearer tdo_${newId().replaceAll('-', '')}` })).status);
  expect(guesses).toEqual([401, 401, 401, 429]);
  const { headers } = await few.send(listed);
  expect(headers.get('retry-after')).toMatch(/^\d+$/);
});

describe('an answer', () => {
  test('has the headers of every call, and its request is in the log and in the metrics', async () => {
    const metricsToken = 'sixteen-letters!';
    await using world = await setup({ metricsToken, logLevel: 'debug' });
    const { send, server } = world;
    const { headers, body } = await send(create);
    expect(body?.result?.structuredContent?.['title']).toBe('Milk');
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/-/),
    });
    expect(headers.get('mcp-session-id')).toBeNull();
    await send({ ...create, params: { name: 'delete_task', arguments: { id: newId() } } });
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
    expect(await metrics.text()).toMatch(
      /procedure="task\.create",reason="OK"\} 1\n[\s\S]*procedure="task\.delete",reason="TASK_NOT_FOUND"\} 1\n/,
    );
    expect(server.lines.filter((line) => line.includes('"path":"/mcp"'))).toHaveLength(2);
    expect(server.lines.filter((line) => line.includes('Milk'))).toEqual([]);
  });

  test('when the database fails says nothing of it, and the log has what failed', async () => {
    await using world = await setup({ mayFail: true });
    const { send, server } = world;
    expect((await send(listed)).status).toBe(200); // the key is known now
    await using _closed = server.database; // which the server is not told
    await server.database[Symbol.asyncDispose]();
    const { status, body } = await send(create);
    expect([status, body?.result?.isError]).toEqual([200, true]);
    expect(JSON.stringify(body)).not.toMatch(/sqlite|database|closed|\.ts|node_modules/i);
    expect(JSON.parse(body?.result?.content[1]?.text ?? '')).toMatchObject({
      reason: expect.stringMatching(/INTERNAL|UNAVAILABLE/),
    });
    expect(server.errors.splice(0)).toHaveLength(1);
  });
});

const message = { jsonrpc: '2.0', id: 1 };
const listed = { ...message, method: 'tools/list' };
const create = { ...message, method: 'tools/call', params: { name: 'create_task', arguments: { title: 'Milk' } } };
const initialize = {
  ...message,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

/** A message that is so many bytes long. */
function padded(bytes: number): string {
  return JSON.stringify({ ...listed, params: { _meta: { padding: 'x'.repeat(bytes) } } });
}

type Send = (body: unknown, headers?: Record<string, string | undefined>) => Promise<Sent>;
interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body | undefined;
}

/** As much of the protocol's answers as is looked at here. */
interface Body {
  readonly error?: { readonly code: number };
  readonly result?: { isError?: boolean; structuredContent?: Record<string, unknown>; content: { text: string }[] };
}

/** A server with a person, a key of theirs, and a way to send whatever one likes with it. */
async function setup(overrides: ServerOverrides = {}) {
  await using owned = new AsyncDisposableStack();
  const server = owned.use(await setupServer('sqlite', overrides));
  const ada: Person = await server.signUp();
  const { secret: key } = await ada.key();
  const usual = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    authorization: `Bearer ${key}`,
  };
  const send: Send = async (body, headers = {}) => {
    const all = Object.entries({ ...usual, ...headers }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    );
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${server.url}/mcp`, { method: 'POST', headers: all, body: text });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: answer === '' ? undefined : JSON.parse(answer) };
  };
  const disposables = owned.move();
  return { server, ada, key, send, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}

/** The status that a page hears whose own name was made to lead to the server. */
function rebound(url: string): Promise<number | undefined> {
  const headers = { host: 'rebound.example.com', origin: 'http://rebound.example.com' };
  return new Promise((resolve, reject) => {
    request(`${url}/mcp`, { method: 'POST', headers, family: 4 }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end('{}');
  });
}
