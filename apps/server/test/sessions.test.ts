import { limits } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { isReason, type Reason } from '@typedo/sdk';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openLive } from './live-reader.ts';
import { cookieOf, setupServer, type Person, type TestServer } from './setup-server.ts';

const forReason = (reason: Reason) => (error: unknown) => isReason(error, reason);

for (const dialect of dialects) {
  describe(`sessions on ${dialect}`, () => {
    test('are listed the newest first, each with where it began, and without what would prove the person', async () => {
      await using server = await setupServer(dialect, { trustedProxies: ['127.0.0.1'] });
      const [ada, eve] = [await server.signUp('Ada'), await server.signUp('Eve')];
      const agent = `Browser ${'x'.repeat(600)}`;
      const second = await signIn(server, ada, { 'user-agent': agent, 'x-forwarded-for': '203.0.113.7' });
      await signIn(server, eve);
      const { sessions } = await ada.typedo().account.sessions.list.query();
      const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      const id = expect.any(String);
      const common = { id, createdAt: time, lastUsedAt: time, expiresAt: time };
      expect(sessions).toEqual([
        { ...common, address: '203.0.113.7', userAgent: agent.slice(0, limits.userAgent.max), current: false },
        { ...common, address: '127.0.0.1', userAgent: expect.any(String), current: true },
      ]);
      const [newer, older] = sessions.map(({ createdAt }) => createdAt);
      expect(newer! >= older!).toBe(true);
      const tokens = await server.database.kysely().selectFrom('sessions').select('token').execute();
      for (const { token } of tokens) expect(JSON.stringify(sessions)).not.toContain(token);
      expect(second).toContain('session_token');
    });

    test('that are too many or have expired are left out, never the one that asks', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const db = server.database.kysely();
      const own = await db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow();
      const later = (n: number) => new Date(Date.now() + n * 1_000).toISOString();
      const planted = Array.from({ length: limits.sessions.max + 5 }, (_, n) => ({
        ...own,
        id: `planted ${n}`,
        token: `token ${n}`,
        created_at: later(n + 1),
        expires_at: later(n < 3 ? -10 : 1_000),
      }));
      for (const row of planted) await db.insertInto('sessions').values(row).execute();
      const { sessions } = await ada.typedo().account.sessions.list.query();
      expect(sessions).toHaveLength(limits.sessions.max);
      expect(sessions.filter(({ current }) => current)).toHaveLength(1);
      expect(sessions.at(-1)?.current).toBe(true); // the oldest
      expect(sessions[0]?.id).toBe(`planted ${limits.sessions.max + 4}`);
      expect(await ada.typedo().account.sessions.endOthers.mutate()).toEqual({ ended: limits.sessions.max + 5 });
      expect((await ada.typedo().account.sessions.list.query()).sessions).toHaveLength(1);
    });

    test('are no more than the newest hundred of an account, and none that expired, once somebody signs in', async () => {
      await using server = await setupServer(dialect);
      const [ada, eve] = [await server.signUp('Ada'), await server.signUp('Eve')];
      expect(await status(server, ada.cookie)).toBe(200); // the server knows it now
      const db = server.database.kysely();
      const rows = await db.selectFrom('sessions').selectAll().execute();
      const at = (ms: number) => new Date(Date.now() + ms).toISOString();
      const max = limits.sessions.max;
      for (const { userId } of [ada, eve])
        for (let n = 0; n < max + 5; n++)
          await db
            .insertInto('sessions')
            .values({
              ...rows.find((row) => row.user_id === userId)!,
              id: `${userId} ${n}`,
              token: `${userId} ${n}`,
              created_at: at(60_000 + n), // by a clock that is ahead
              expires_at: at(n % 50 === 0 ? -1 : 600_000),
            })
            .execute();
      const idsOf = async ({ userId }: Person) =>
        (await db.selectFrom('sessions').select('id').where('user_id', '=', userId).execute()).map(({ id }) => id);
      const cookie = await signIn(server, ada);
      expect(await status(server, cookie)).toBe(200);
      expect(await status(server, ada.cookie)).toBe(401); // the oldest
      const left = await idsOf(ada);
      expect(left).toHaveLength(max);
      const planted = Array.from({ length: max + 5 }, (_, n) => `${ada.userId} ${n}`);
      const kept = planted.filter((_, n) => n % 50 !== 0).slice(-(max - 1));
      expect(left.filter((id) => planted.includes(id)).toSorted()).toEqual(kept.toSorted());
      expect(await idsOf(eve)).toHaveLength(max + 6);
    });

    test('that cannot be ended do not undo a sign-in, which is answered, with its cookie', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const db = server.database.kysely();
      const own = await db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow();
      const expired = { ...own, id: 'expired', token: 'expired', expires_at: new Date(0).toISOString() };
      await db.insertInto('sessions').values(expired).execute();
      await forbidToEnd(server);
      const cookie = await signIn(server, ada, { cookie: ada.cookie });
      expect(await status(server, cookie)).toBe(200);
      const line = 'Old sessions could not be ended behind a sign-in';
      expect(server.errors.splice(0)).toEqual(Array.from({ length: 2 }, () => ({ line, cause: expect.any(Error) })));
    });

    test('end at once, streams with them; the others go on', async () => {
      await using server = await setupServer(dialect, { streams: { recheckMs: 600_000 } });
      const ada = await server.signUp();
      const cookie = await signIn(server, ada);
      using live = await openLive(server.url, { headers: { cookie } });
      expect(await status(server, cookie)).toBe(200); // the server knows it now
      const { sessions } = await ada.typedo().account.sessions.list.query();
      const { id } = sessions.find(({ current }) => !current)!;
      expect(await ada.typedo().account.sessions.end.mutate({ id })).toEqual({ id });
      expect(await status(server, cookie)).toBe(401);
      const events = await live.end({ timeout: 5_000 });
      expect(events.at(-1)).toMatchObject({ data: { data: { reason: 'UNAUTHENTICATED' } } });
      await ada.typedo().task.count.query();
      const again = ada.typedo().account.sessions.end.mutate({ id });
      await expect(again).rejects.toSatisfy(forReason('SESSION_NOT_FOUND'));
    });

    test('of the caller ends as a sign-out would', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { sessions } = ada.typedo().account;
      const { id } = (await sessions.list.query()).sessions[0]!;
      expect(await sessions.end.mutate({ id })).toEqual({ id });
      await expect(ada.typedo().task.count.query()).rejects.toSatisfy(forReason('UNAUTHENTICATED'));
    });

    test('and keys that one person ends make nobody else be looked up again', async () => {
      const now = Date.now();
      await using server = await setupServer(dialect, { clock: () => now }); // what is believed once is believed for ever
      const [ada, eve] = [await server.signUp('Ada'), await server.signUp('Eve')];
      expect(await status(server, eve.cookie)).toBe(200);
      await server.database.kysely().deleteFrom('sessions').where('user_id', '=', eve.userId).execute();
      const { account } = ada.typedo();
      const { id } = await ada.key();
      await account.keys.revoke.mutate({ id });
      expect(await account.sessions.endOthers.mutate()).toEqual({ ended: 0 });
      await signIn(server, ada);
      expect(await account.sessions.endOthers.mutate()).toEqual({ ended: 1 });
      const passwords = { currentPassword: ada.password, newPassword: 'a new password of Ada' };
      expect((await server.post('/api/auth/change-password', passwords, { cookie: ada.cookie })).status).toBe(200);
      await signIn(server, { ...ada, password: passwords.newPassword });
      const other = (await account.sessions.list.query()).sessions.find(({ current }) => !current)!;
      await account.sessions.end.mutate({ id: other.id });
      await account.delete.mutate({ password: passwords.newPassword });
      expect(await status(server, ada.cookie)).toBe(401);
      expect(await status(server, eve.cookie)).toBe(200);
    });

    test('of another person are like ones that never were', async () => {
      await using server = await setupServer(dialect);
      const [ada, eve] = [await server.signUp('Ada'), await server.signUp('Eve')];
      const { id } = (await ada.typedo().account.sessions.list.query()).sessions[0]!;
      for (const wrong of [id, 'made up', '%', '0'])
        await expect(eve.typedo().account.sessions.end.mutate({ id: wrong })).rejects.toSatisfy(
          forReason('SESSION_NOT_FOUND'),
        );
      expect(await eve.typedo().account.sessions.endOthers.mutate()).toEqual({ ended: 0 });
      await ada.typedo().task.count.query();
    });

    test('that were ended on one server are dead on another within five seconds', async () => {
      await using server = await setupServer(dialect);
      await using other = await setupServer(dialect, { beside: server });
      const ada = await server.signUp();
      const cookie = await signIn(server, ada);
      using live = await openLive(other.url, { headers: { cookie } });
      expect(await status(other, cookie)).toBe(200);
      expect(await ada.typedo().account.sessions.endOthers.mutate()).toEqual({ ended: 1 });
      await expect.poll(() => status(other, cookie), { timeout: 5_000 }).toBe(401);
      expect((await live.end({ timeout: 5_000 })).at(-1)).toMatchObject({ event: 'serialized-error' });
    });
  });
}

async function signIn(server: TestServer, { email, password }: Person, headers = {}): Promise<string> {
  const response = await server.post(
    '/api/auth/sign-in/email',
    { email, password },
    { origin: server.url, ...headers },
  );
  return cookieOf(response);
}

/** Lets every deletion of a session fail. */
async function forbidToEnd({ database }: TestServer): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(database.kysely());
  if (database.dialect === 'postgresql') {
    await run(`create function refuse() returns trigger language plpgsql as 'begin raise exception ''damaged''; end'`);
    await run('create trigger damaged before delete on sessions for each row execute function refuse()');
  } else await run(`create trigger damaged before delete on sessions begin select raise(abort, 'damaged'); end`);
}

async function status(server: TestServer, cookie: string): Promise<number> {
  return (await fetch(`${server.url}/trpc/task.count`, { headers: { cookie, origin: server.url } })).status;
}
