import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { contractVersion, limits, newId } from '@typedo/contract';
import { describe, expect, test } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { read } from './answer.ts';

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

  test('may bring 2,000 values for each call; more are refused before they are parsed', async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const send = (path: string, body: unknown) => server.post(path, body, ada.page).then((response) => response.text());
    const ids = (count: number) => ({ ids: Array.from({ length: count }, () => 'x') });
    expect(await send('/trpc/task.deleteMany', ids(2_000))).toContain('<=100 items');
    expect(await send('/trpc/task.deleteMany', ids(2_001))).toContain('at most 2,000 values');
    const two = '/trpc/task.deleteMany,task.deleteMany?batch=1';
    expect(await send(two, [ids(2_000), ids(1_999)])).not.toContain('at most 2,000 values');
    expect(await send(two, [ids(2_000), ids(2_001)])).toContain('at most 2,000 values');
    const mutations = Array.from({ length: limits.push.max }, () => {
      const [id, description] = [newId(), ','.repeat(limits.description.max)];
      const was = { title: 'x', description, complete: true, updatedAt: '2026-01-01T00:00:00.000Z' };
      return { type: 'update', mutationId: newId(), id, was, patch: { title: 'x', description, complete: false } };
    });
    expect(await send('/trpc/sync.push', { mutations, contractVersion })).toContain('"reason":"TASK_NOT_FOUND"');
  });

  test('may nest 32 levels deep, and so may the input of a GET; a deeper one is refused before it is parsed', async () => {
    await using server = await setupServer('sqlite');
    const ada = await server.signUp();
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const headers = { 'content-type': 'application/json', ...ada.page };
    const send = (path: string, body: string) =>
      fetch(server.url + path, { method: 'POST', headers, body }).then((response) => response.text());
    const get = (path: string, input: string) =>
      fetch(`${server.url}/trpc/${path}?input=${encodeURIComponent(input)}`, { headers: ada.page }).then((response) =>
        response.text(),
      );
    const inObject = (levels: number) => `{"title":${nested(levels - 1)}}`;
    for (const ask of [
      (levels: number) => send('/trpc/task.create', inObject(levels)),
      (levels: number) => send('/trpc/task.create?batch=1', `{"0":${inObject(levels - 1)}}`),
      (levels: number) => get('task.list', inObject(levels)),
      (levels: number) => get('sync.live', inObject(levels)),
    ]) {
      expect(await ask(32)).not.toContain('too_deep');
      expect(await ask(33)).toContain('too_deep');
      expect(await ask(1_000)).toContain('too_deep');
    }
    expect(await send('/api/auth/sign-in/email', nested(100_000))).toContain('INVALID_INPUT');
    // Brackets in texts are texts, behind any number of quotes and backslashes.
    for (const title of [nested(99), `"${'['.repeat(99)}`, `\\"${'['.repeat(99)}`, `\\${'['.repeat(99)}`])
      expect(await send('/trpc/task.create', JSON.stringify({ title }))).toContain(JSON.stringify(title));
  });
});
