import { formatCursor, parseCursor } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { newId } from '@typedo/sdk';
import { describe, expect, test } from 'vitest';
import { livePath, openLive } from './live-reader.ts';
import { setupServer, type Person, type TestServer } from './setup-server.ts';

const cursorOf = (person: Person) =>
  person
    .typedo()
    .sync.pull.query({})
    .then(({ cursor }) => cursor!);

const titlesOf = ({ data }: { data: { tasks: { title: string }[] } }) => data.tasks.map(({ title }) => title);

async function refusal(server: TestServer, path: string, headers: Record<string, string>) {
  const response = await fetch(server.url + path, { headers });
  const { error } = (await response.json()) as { error: { data: object } };
  return { status: response.status, type: response.headers.get('content-type'), ...error.data };
}

for (const dialect of dialects) {
  describe(`a stream on ${dialect}`, () => {
    test('from a cursor tells what changed before it was opened and after, in order', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { task, sync } = ada.typedo();
      const cursor = await cursorOf(ada);
      const first = await task.create.mutate({ title: 'First' });
      const second = await task.create.mutate({ title: 'Second' });
      using live = await openLive(server.url, { input: { cursor }, headers: ada.page });
      expect(await live.next()).toEqual({
        event: 'message',
        data: { tasks: [first, second], deletedIds: [] },
        id: await cursorOf(ada),
      });
      const changed = await task.update.mutate({ id: first.id, patch: { complete: true } });
      expect((await live.next()).data).toEqual({ tasks: [changed], deletedIds: [] });
      await task.delete.mutate({ id: second.id });
      expect((await live.next()).data).toEqual({ tasks: [], deletedIds: [second.id] });
      const restored = await task.restore.mutate({ id: second.id });
      const last = await live.next();
      expect(last.data).toEqual({ tasks: [restored], deletedIds: [] });
      expect(await sync.pull.query({ cursor: last.id! })).toMatchObject({ tasks: [], hasMore: false, cursor: last.id });
    });

    test('without a cursor begins now, and says where that is', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      await ada.typedo().task.create.mutate({ title: 'Before' });
      using live = await openLive(server.url, { headers: ada.page });
      expect(await live.next()).toMatchObject({ data: { tasks: [], deletedIds: [] }, id: await cursorOf(ada) });
      await ada.typedo().task.create.mutate({ title: 'After' });
      expect(titlesOf(await live.next())).toEqual(['After']);
    });

    test('tells more than one event holds in several, none of them twice', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const cursor = await cursorOf(ada);
      for (let page = 0; page < 3; page++) {
        const mutations = Array.from({ length: 90 }, (_, index) => ({
          type: 'create' as const,
          mutationId: newId(),
          id: newId(),
          title: `${page * 90 + index}`,
        }));
        await ada.typedo().sync.push.mutate({ mutations, contractVersion: '1.0.0' });
      }
      using live = await openLive(server.url, { input: { cursor }, headers: ada.page });
      const pages = [await live.next(), await live.next(), await live.next()];
      expect(pages.map((page) => titlesOf(page).length)).toEqual([100, 100, 70]);
      expect(pages.flatMap(titlesOf)).toEqual(Array.from({ length: 270 }, (_, index) => `${index}`));
    });

    test('goes on behind the id of its last event, which wins over the cursor, without a gap or a repeat', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const headers = { authorization: `Bearer ${(await ada.key(['tasks:read'])).secret}` };
      const cursor = await cursorOf(ada);
      const seen: string[] = [];
      let last: string | undefined;
      for (let round = 0; round < 4; round++) {
        await ada.typedo().task.create.mutate({ title: `Between ${round}` });
        using live = await openLive(server.url, {
          input: { cursor },
          headers: { ...headers, ...(last === undefined ? {} : { 'last-event-id': last }) },
        });
        seen.push(...titlesOf(await live.next()));
        await ada.typedo().task.create.mutate({ title: `During ${round}` });
        const event = await live.next();
        seen.push(...titlesOf(event));
        last = event.id;
      }
      expect(seen).toEqual([0, 1, 2, 3].flatMap((round) => [`Between ${round}`, `During ${round}`]));
    });

    test(`tells nothing of another person's tasks`, async () => {
      await using server = await setupServer(dialect);
      const [ada, eve] = await Promise.all([server.signUp('Ada'), server.signUp('Eve')]);
      const cursor = await cursorOf(ada);
      using fromCursor = await openLive(server.url, { input: { cursor }, headers: eve.page });
      using fromNow = await openLive(server.url, { headers: eve.page });
      await fromNow.next(); // where it begins
      await ada.typedo().task.create.mutate({ title: 'Of Ada' });
      await eve.typedo().task.create.mutate({ title: 'Of Eve' });
      expect(titlesOf(await fromNow.next())).toEqual(['Of Eve']);
      expect(titlesOf(await fromCursor.next())).toEqual(['Of Eve']);
      expect(fromNow.text + fromCursor.text).not.toContain('Of Ada');
    });

    test('from a cursor of another history, or one that is yet to come, says so and ends', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      await ada.typedo().task.create.mutate({ title: 'One' });
      const at = parseCursor(await cursorOf(ada))!;
      const unknown = [
        { ...at, epoch: 'other' },
        { ...at, seq: at.seq + 1 },
      ].map(formatCursor);
      for (const cursor of [...unknown, 'not-one-of-ours']) {
        using live = await openLive(server.url, { input: { cursor }, headers: ada.page });
        const events = await live.end();
        expect(events.map(({ event, data }) => [event, data])).toEqual([
          ['connected', expect.anything()],
          ['message', { reset: true }],
          ['return', ''],
        ]);
      }
    });

    test('is refused, as any other call, to whoever may not read', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const ask = (headers: Record<string, string>) => refusal(server, livePath({}), headers);
      const unauthenticated = {
        status: 401,
        type: 'application/json',
        code: 'UNAUTHORIZED',
        httpStatus: 401,
        path: 'sync.live',
        reason: 'UNAUTHENTICATED',
        details: {},
      };
      expect(await ask({})).toEqual(unauthenticated);
      expect(await ask({ authorization: 'Bearer tdo_wrong', ...ada.page })).toEqual(unauthenticated);
      expect(await ask({ ...ada.page, 'sec-fetch-site': 'cross-site' })).toMatchObject({ reason: 'ORIGIN_REFUSED' });
      const [reader, writer] = [await ada.key(['tasks:read']), await ada.key(['tasks:write'])];
      expect(await ask({ authorization: `Bearer ${writer.secret}` })).toEqual({
        status: 403,
        type: 'application/json',
        code: 'FORBIDDEN',
        httpStatus: 403,
        path: 'sync.live',
        reason: 'SCOPE_MISSING',
        details: { scope: 'tasks:read' },
      });
      await ada.typedo().account.keys.revoke.mutate({ id: reader.id });
      expect(await ask({ authorization: `Bearer ${reader.secret}` })).toEqual(unauthenticated);
      const past = new Date(Date.now() - 1).toISOString();
      await server.database.kysely().updateTable('sessions').set({ expires_at: past }).execute();
      await expect.poll(() => ask(ada.page), { timeout: 5_000 }).toEqual(unauthenticated);
    });
  });
}

test.each([
  ['an id of a last event that is none', livePath({}), { 'last-event-id': `1 or '1'='1` }],
  ['two ids of a last event', livePath({}), { 'last-event-id': 'e.1, e.2' }],
  ['an id of a last event beside an input that is no object', livePath([]), { 'last-event-id': 'e.1' }],
  ['an id of a last event in the query', `${livePath({})}&lastEventId=%00`, {}],
  ['a key that no input has', livePath({ cursor: 'e.1', userId: 'x' }), {}],
  ['a cursor that is none', livePath({ cursor: 7 }), {}],
  ['an input that is no JSON', '/trpc/sync.live?input=%7B', {}],
])('a stream is refused for %s', async (_name, path, headers: Record<string, string>) => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  expect(await refusal(server, path, { ...headers, ...ada.page })).toMatchObject({
    status: 400,
    type: 'application/json',
    reason: 'INVALID_INPUT',
    path: 'sync.live',
    details: { issues: [expect.anything()] },
  });
});

test.each([
  ['a batch of one', 'GET', '/trpc/sync.live?batch=1&input=%7B%220%22%3A%7B%7D%7D', {}],
  ['a batch of several', 'GET', '/trpc/sync.live,sync.live?batch=1', {}],
  ['a batch of lines', 'GET', '/trpc/sync.live?batch=1', { 'trpc-accept': 'application/jsonl' }],
  ['a POST', 'POST', '/trpc/sync.live', {}],
  ['a POST that names another method', 'POST', '/trpc/sync.live', { 'x-http-method-override': 'GET' }],
  ['another spelling', 'GET', '/trpc/sync%2Elive', {}],
  ['a slash behind', 'GET', '/trpc/sync.live/', {}],
  ['two slashes', 'GET', '/trpc//sync.live', {}],
])('no stream begins by %s, which would have no bounds', async (_name, method, path, headers) => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  const response = await fetch(server.url + path, {
    method,
    headers: { ...headers, ...ada.page, 'content-type': 'application/json' },
    ...(method === 'POST' ? { body: '{}' } : {}),
  });
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.text()).toMatch(/INVALID_INPUT|METHOD_NOT_SUPPORTED|NOT_FOUND/);
  expect(server.http.feed.streams).toBe(0);
});
