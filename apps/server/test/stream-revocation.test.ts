import type { Reason } from '@typedo/contract';
import { createMemoryWakeUps, dialects, setupPlace, setupTcpProxy, type TestDatabase } from '@typedo/db/testing';
import { createOrm } from '@typedo/db';
import { describe, expect, test } from 'vitest';
import { livePath, openLive, type LiveReader } from './live-reader.ts';
import { setupServer, type Person, type TestServer } from './setup-server.ts';

/** Milliseconds in which a right that was taken away must be gone everywhere. */
const promised = 5_000;

async function expectRefused(live: LiveReader, reason: Reason): Promise<void> {
  const events = await live.end({ timeout: promised });
  expect(events.at(-1)).toMatchObject({ event: 'serialized-error', data: { data: { path: 'sync.live', reason } } });
}

const openWithKey = async (server: TestServer, person: Person) => {
  const key = await person.key(['tasks:read']);
  return { key, live: await openLive(server.url, { headers: { authorization: `Bearer ${key.secret}` } }) };
};

/** Takes rights away as another server does: this one hears nothing of it. */
const elsewhere = ({ database }: TestServer) => database.kysely();

for (const dialect of dialects) {
  describe(`a stream on ${dialect} ends`, () => {
    test('at once when its key is revoked on this server; that of another key goes on', async () => {
      await using server = await setupServer(dialect, { streams: { recheckMs: 600_000 } });
      const ada = await server.signUp();
      const [revoked, kept] = [await openWithKey(server, ada), await openWithKey(server, ada)];
      using live = revoked.live;
      using other = kept.live;
      await ada.typedo().account.keys.revoke.mutate({ id: revoked.key.id });
      await expectRefused(live, 'UNAUTHENTICATED');
      await ada.typedo().task.create.mutate({ title: 'Unheard' });
      await other.next(); // where it begins
      expect((await other.next()).data).toMatchObject({ tasks: [{ title: 'Unheard' }] });
      expect(live.text).not.toContain('Unheard');
      expect([server.http.streams.size, server.http.feed.streams]).toEqual([1, 1]);
    });

    test('at once when its person signs out on this server; that of another session goes on', async () => {
      await using server = await setupServer(dialect, { streams: { recheckMs: 600_000 } });
      const ada = await server.signUp();
      const signIn = { email: ada.email, password: ada.password };
      const second = await server.post('/api/auth/sign-in/email', signIn, { origin: server.url });
      const cookie = second.headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; ');
      using live = await openLive(server.url, { headers: ada.page });
      using other = await openLive(server.url, { headers: { cookie, origin: server.url } });
      expect((await server.post('/api/auth/sign-out', {}, { cookie: ada.cookie, origin: server.url })).status).toBe(
        200,
      );
      await expectRefused(live, 'UNAUTHENTICATED');
      expect(other.ended).toBe(false);
    });

    test('when its key was revoked on another server, or switched off, or its time is over', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const [gone, off, expired, kept] = [
        await openWithKey(server, ada),
        await openWithKey(server, ada),
        await openWithKey(server, ada),
        await openWithKey(server, ada),
      ];
      const past = new Date(Date.now() - 1).toISOString();
      const update = (values: object, { key }: typeof off) =>
        elsewhere(server).updateTable('api_keys').set(values).where('id', '=', key.id).execute();
      await elsewhere(server).deleteFrom('api_keys').where('id', '=', gone.key.id).execute();
      await update({ enabled: dialect === 'sqlite' ? 0 : false }, off);
      await update({ expires_at: past }, expired);
      await Promise.all([gone, off, expired].map(({ live }) => expectRefused(live, 'UNAUTHENTICATED')));
      expect(kept.live.ended).toBe(false);
      kept.live[Symbol.dispose]();
    });

    test('when its key lost the right to read', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { key, live } = await openWithKey(server, ada);
      const permissions = JSON.stringify({ tasks: ['write'] });
      await elsewhere(server).updateTable('api_keys').set({ permissions }).where('id', '=', key.id).execute();
      await expectRefused(live, 'SCOPE_MISSING');
    });

    test('when its session was ended on another server, or its time is over', async () => {
      await using server = await setupServer(dialect);
      const [ada, bob, eve] = [await server.signUp('Ada'), await server.signUp('Bob'), await server.signUp('Eve')];
      const open = ({ page }: Person) => openLive(server.url, { headers: page });
      using gone = await open(ada);
      using expired = await open(bob);
      using kept = await open(eve);
      const past = new Date(Date.now() - 1).toISOString();
      await elsewhere(server).deleteFrom('sessions').where('user_id', '=', ada.userId).execute();
      await elsewhere(server)
        .updateTable('sessions')
        .set({ expires_at: past })
        .where('user_id', '=', bob.userId)
        .execute();
      await Promise.all([gone, expired].map((live) => expectRefused(live, 'UNAUTHENTICATED')));
      expect(kept.ended).toBe(false);
    });

    test('when its account was deleted, whatever it was opened with', async () => {
      await using server = await setupServer(dialect);
      const [ada, bob] = [await server.signUp('Ada'), await server.signUp('Bob')];
      using withSession = await openLive(server.url, { headers: ada.page });
      const { live: withKey } = await openWithKey(server, ada);
      using other = await openLive(server.url, { headers: bob.page });
      await elsewhere(server).deleteFrom('users').where('id', '=', ada.userId).execute();
      await Promise.all([withSession, withKey].map((live) => expectRefused(live, 'UNAUTHENTICATED')));
      expect(other.ended).toBe(false);
    });
  });

  test(`callers of many streams on ${dialect} are checked in few statements`, async () => {
    await using server = await setupServer(dialect, { streams: { recheckMs: 600_000 } });
    const ada = await server.signUp();
    const keys = await Promise.all(Array.from({ length: 60 }, () => openWithKey(server, ada)));
    const [first] = keys;
    await ada.typedo().account.keys.revoke.mutate({ id: first!.key.id });
    await expectRefused(first!.live, 'UNAUTHENTICATED');
    expect(keys.filter(({ live }) => live.ended)).toHaveLength(1);
    for (const { live } of keys) live[Symbol.dispose]();
  });
}

test('a database that is away ends no stream for that, and is told once; a revocation counts when it is back', async () => {
  await using place = await setupPlace('postgresql', { migrated: true });
  await using proxy = await setupTcpProxy(place.url);
  const database = await openDatabase(proxy.url);
  await using server = await setupServer('postgresql', {
    database,
    wakeUps: createMemoryWakeUps(),
    streams: { recheckMs: 50, tickMs: 10 },
  });
  const ada = await server.signUp();
  const { key, live } = await openWithKey(server, ada);
  await live.next(); // where it begins; it asks the database no more
  await proxy.cut();
  await expect.poll(() => server.errors.length, { timeout: 10_000 }).toBe(1);
  expect(server.errors.splice(0)[0]?.line).toBe('Open streams cannot be checked for revoked callers');
  expect(live.ended).toBe(false);
  await proxy.heal();
  await database.kysely().deleteFrom('api_keys').where('id', '=', key.id).execute();
  await expectRefused(live, 'UNAUTHENTICATED');
});

test('a stream that meets a database that is away says so and ends, and can be opened again when it is back', async () => {
  await using place = await setupPlace('postgresql', { migrated: true });
  await using proxy = await setupTcpProxy(place.url);
  const wakeUps = createMemoryWakeUps();
  await using server = await setupServer('postgresql', {
    database: await openDatabase(proxy.url),
    wakeUps,
    streams: { recheckMs: 600_000 },
  });
  const ada = await server.signUp();
  const headers = ada.page;
  const lives = await Promise.all([1, 2, 3].map(() => openLive(server.url, { headers })));
  const [cursor] = (await Promise.all(lives.map((live) => live.next()))).map(({ id }) => id);
  await proxy.cut();
  wakeUps.wake(ada.userId); // as another server's write would
  for (const live of lives) await expectRefused(live, 'UNAVAILABLE');
  expect(server.errors.splice(0).map(({ line }) => line)).toEqual([
    expect.stringMatching(/^sync\.live could not be answered/),
  ]);
  expect([server.http.streams.size, server.http.feed.streams, wakeUps.stats().subscribers]).toEqual([0, 0, 0]);

  const refused = await fetch(server.url + livePath(), { headers: { authorization: 'Bearer tdo_unknown' } });
  expect([refused.status, await refused.json()]).toMatchObject([503, { error: { data: { reason: 'UNAVAILABLE' } } }]);
  server.errors.length = 0;
  await proxy.heal();
  const task = await ada.typedo({ attempts: 5 }).task.create.mutate({ title: 'Back' });
  using again = await openLive(server.url, { headers: { ...headers, 'last-event-id': cursor! } });
  expect((await again.next()).data).toMatchObject({ tasks: [task] });
});

/** A database whose server a test can take away. */
async function openDatabase(url: string): Promise<TestDatabase> {
  const database = await createOrm({ url, pool: { min: 0, max: 5 } });
  return { ...database, url, [Symbol.asyncDispose]: () => database.close() };
}
