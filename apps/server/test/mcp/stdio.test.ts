import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { setupLosingProxy } from '../sync/losing-proxy.ts';
import { stdioProgram, textsOf, transports } from './clients.ts';

const key = `tdo_${'x'.repeat(64)}`;

test('a key that is missing or not taken, and an address that is none, end the program with a word to people alone', async () => {
  await using server = await setupServer('sqlite');
  const ends = await Promise.all([
    run({ TYPEDO_URL: server.url }),
    run({ TYPEDO_URL: server.url, TYPEDO_API_KEY: key }),
    run({ TYPEDO_URL: 'localhost', TYPEDO_API_KEY: key }),
    run({ TYPEDO_URL: server.url, TYPEDO_API_KEY: 'with\nlines' }),
  ]);
  expect(ends).toEqual(
    [
      /^TYPEDO_API_KEY is not set/,
      /does not take this key/,
      /settings.*Invalid url: expected.*http/,
      /settings.*Invalid apiKey/,
    ].map((words) => ({ code: 1, output: '', errors: expect.stringMatching(words) })),
  );
  for (const { errors } of ends) expect(errors).toMatch(/TYPEDO_URL {6}where/);
});

test('it begins without the server, and a call says what is wrong', async () => {
  const url = await nowhere();
  await using agent = await transports.stdio(url, key);
  const result = await agent.call('list_tasks');
  expect([result.isError, textsOf(result)]).toEqual([
    true,
    [`No Typedo server answers at ${url}. Is it running, and is TYPEDO_URL its address, without /mcp?`],
  ]);
  expect(await agent.tools()).toHaveLength(6);
});

test('a key that is revoked while it is used is told to the agent', async () => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  const { id, secret } = await ada.key();
  await using agent = await transports.stdio(server.url, secret);
  await ada.typedo().account.keys.revoke.mutate({ id });
  expect(textsOf(await agent.call('list_tasks'))[0]).toMatch(/^UNAUTHENTICATED: .*TYPEDO_API_KEY/);
});

test('a write whose answer is lost is sent again by itself, and has one effect', async () => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  let isBad = false;
  await using proxy = await setupLosingProxy(server.url, (lost) => isBad && lost % 2 === 0);
  await using agent = await transports.stdio(proxy.url, (await ada.key()).secret);
  isBad = true;
  // Every first answer is lost, and counted; the next call finds the count odd.
  const { id } = await agent.task('create_task', { title: 'Milk' });
  expect(proxy.lost).toBe(1);
  const { changes } = await ada.typedo().task.history.query({ id });
  expect([(await ada.typedo().task.count.query()).open, changes.length]).toEqual([1, 1]);
});

test('it says nothing but the protocol, minds no junk, and ends when all that it was asked is answered', async () => {
  await using server = await setupServer('sqlite');
  const { secret } = await (await server.signUp()).key();
  const lines = [
    'junk',
    '{"jsonrpc":"2.0"}',
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
    JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'no/such' }),
    JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'list_tasks' } }),
  ];
  const { code, output, errors } = await run(
    { TYPEDO_URL: server.url, TYPEDO_API_KEY: secret },
    `${lines.join('\n')}\n`,
  );
  expect([code, errors]).toEqual([0, '']);
  const messages = output
    .trim()
    .split('\n')
    .map((line): { id: number } => JSON.parse(line));
  expect(messages.toSorted((a, b) => a.id - b.id)).toEqual([
    { jsonrpc: '2.0', id: 1, result: {} },
    { jsonrpc: '2.0', id: 2, error: { code: -32601, message: 'Method not found' } },
    { jsonrpc: '2.0', id: 3, result: expect.objectContaining({ structuredContent: { tasks: [], nextCursor: null } }) },
  ]);
});

/** Runs the program to its end, with these settings and what it is told. */
async function run(settings: Record<string, string>, input = '') {
  const child = spawn(process.execPath, [stdioProgram], { env: { PATH: process.env['PATH'], ...settings } });
  child.stdin.on('error', () => {}).end(input); // it may end before it has read that
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output, errors };
}

/** An address at which nobody is, any more. */
async function nowhere(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  server.close();
  return `http://127.0.0.1:${port}`;
}
