import { dialects } from '@typedo/db/testing';
import { isReason } from '@typedo/sdk';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { cookieOf, setupServer } from './setup-server.ts';

const ada = { name: 'Ada', email: 'ada@example.com', password: 'a long password' };

for (const dialect of dialects) {
  describe(`accounts on ${dialect}`, () => {
    test('a person signs up and is signed in at once', async () => {
      await using server = await setupServer(dialect);
      const response = await server.post('/api/auth/sign-up/email', {
        ...ada,
        email: ' ADA@Example.com ',
        name: ' Ada ',
      });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ user: { name: 'Ada', email: 'ada@example.com' } });
      const session = await fetch(`${server.url}/api/auth/get-session`, {
        headers: { cookie: cookieOf(response), origin: server.url },
      });
      expect(await session.json()).toMatchObject({ user: { email: 'ada@example.com' } });
      expect(session.headers.get('cache-control')).toBe('no-store');
    });

    test('a person comes back with the password, in whatever case the address is written', async () => {
      await using server = await setupServer(dialect);
      await server.post('/api/auth/sign-up/email', ada);
      const response = await server.post('/api/auth/sign-in/email', {
        email: 'Ada@EXAMPLE.com',
        password: ada.password,
      });
      expect(response.status).toBe(200);
      const call = await fetch(`${server.url}/trpc/task.count`, {
        headers: { cookie: cookieOf(response), origin: server.url },
      });
      expect(await call.json()).toEqual({ result: { data: { open: 0, complete: 0, deleted: 0 } } });
    });

    test('a wrong password and an unknown address are refused alike', async () => {
      await using server = await setupServer(dialect);
      await server.post('/api/auth/sign-up/email', ada);
      const wrong = await server.post('/api/auth/sign-in/email', { email: ada.email, password: 'another password' });
      const unknown = await server.post('/api/auth/sign-in/email', {
        email: 'eve@example.com',
        password: ada.password,
      });
      expect([wrong.status, unknown.status]).toEqual([401, 401]);
      expect(await wrong.json()).toEqual(await unknown.json());
      expect(wrong.headers.getSetCookie()).toEqual([]);
    });

    test('an address has one account, also when two sign up at once', async () => {
      await using server = await setupServer(dialect);
      const answers = await Promise.all([1, 2, 3].map(() => server.post('/api/auth/sign-up/email', ada)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422, 422]);
      for (const answer of answers.filter(({ ok }) => !ok))
        expect(await answer.json()).toMatchObject({ code: 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL' });
      expect(await server.database.kysely().selectFrom('credentials').selectAll().execute()).toHaveLength(1);
      server.errors.splice(0); // the library logs the losers' constraint violation
    });

    test('a database that fails is not taken for a mistake of the caller, and the log alone tells of it', async () => {
      await using server = await setupServer(dialect);
      const { page, cookie } = await server.signUp();
      const run = (statement: string) => sql.raw(statement).execute(server.database.kysely());
      const refused = {
        code: 'UNAVAILABLE',
        message: 'The service cannot answer right now. Try again.',
        retryAfter: 1,
      };
      const expectUnavailable = async (answer: Response | Promise<Response>) => {
        expect((await answer).status).toBe(503);
        expect((await answer).headers.get('retry-after')).toBe('1');
        expect(await (await answer).json()).toEqual(refused);
        expect(server.errors.splice(0)).not.toEqual([]);
      };
      await run(
        dialect === 'sqlite'
          ? `create trigger full before insert on users begin select raise(abort, 'full'); end`
          : `alter table users add constraint "full" check (false) not valid`,
      );
      await expectUnavailable(server.post('/api/auth/sign-up/email', ada));
      const keep =
        dialect === 'sqlite'
          ? `create trigger kept before delete on sessions begin select raise(abort, 'kept'); end`
          : `create rule kept as on delete to sessions do instead select 1 / 0`;
      await run(keep);
      await expectUnavailable(server.post('/api/auth/sign-out', {}, page));
      await run('alter table users rename to gone');
      await expectUnavailable(fetch(`${server.url}/api/auth/get-session`, { headers: { cookie, origin: server.url } }));
      await expectUnavailable(server.post('/api/auth/sign-up/email', ada));
      await expectUnavailable(server.post('/api/auth/sign-in/email', ada));
      const passwords = { currentPassword: ada.password, newPassword: `${ada.password} anew` };
      await expectUnavailable(server.post('/api/auth/change-password', passwords, page));
      await expectUnavailable(server.post('/api/auth/sign-out', {}, page));
    });

    test('the contract says what a name, an address and a password are', async () => {
      await using server = await setupServer(dialect);
      const issuesOf = async (change: object) => {
        const response = await server.post('/api/auth/sign-up/email', { ...ada, ...change });
        expect(response.status).toBe(400);
        const { code, issues } = (await response.json()) as { code: string; issues: { path: string[] }[] };
        expect(code).toBe('INVALID_INPUT');
        return issues.map(({ path }) => path.join('.'));
      };
      expect(await issuesOf({ name: ' ' })).toEqual(['name']);
      expect(await issuesOf({ email: 'ada' })).toEqual(['email']);
      expect(await issuesOf({ password: '123456789' })).toEqual(['password']);
      expect(await issuesOf({ password: 'x'.repeat(129) })).toEqual(['password']);
      expect(await issuesOf({ name: ['Ada'], email: null })).toEqual(['name', 'email']);
      const keys = '🔑🔒🔓🗝️ '.repeat(30);
      const password = [...keys].slice(0, 128).join('');
      const longest = await server.post('/api/auth/sign-up/email', { ...ada, password });
      expect(longest.status).toBe(200);
      const back = await server.post('/api/auth/sign-in/email', { email: ada.email, password });
      expect(back.status).toBe(200);
    });

    test('a sign-up that fails half-way leaves nothing behind', async () => {
      await using server = await setupServer(dialect);
      await server.database.kysely().schema.alterTable('credentials').renameTo('hidden').execute();
      const failed = await server.post('/api/auth/sign-up/email', ada);
      expect(failed.status).toBe(503);
      expect(await failed.json()).toEqual({
        code: 'UNAVAILABLE',
        message: 'The service cannot answer right now. Try again.',
        retryAfter: 1,
      });
      expect(server.errors.splice(0).map(({ line }) => line)).toEqual(['POST /sign-up/email failed']);
      await server.database.kysely().schema.alterTable('hidden').renameTo('credentials').execute();
      expect((await server.post('/api/auth/sign-up/email', ada)).status).toBe(200);
    });

    test('what the contract does not name is not stored', async () => {
      await using server = await setupServer(dialect);
      await server.post('/api/auth/sign-up/email', {
        ...ada,
        image: 'https://example.com/x.png',
        emailVerified: true,
        id: 'mine',
      });
      const user = await server.database.kysely().selectFrom('users').selectAll().executeTakeFirstOrThrow();
      expect(user).toMatchObject({ email: ada.email, image: null });
      expect(Boolean(user.email_verified)).toBe(false);
      expect(user.id).not.toBe('mine');
    });

    test('signing out ends the session at once, wherever its cookie went', async () => {
      await using server = await setupServer(dialect);
      const { cookie, typedo } = await server.signUp();
      await typedo().task.count.query(); // the server knows the session now
      const response = await server.post('/api/auth/sign-out', {}, { cookie });
      expect(response.status).toBe(200);
      const call = typedo().task.count.query();
      await expect(call).rejects.toSatisfy((error) => isReason(error, 'UNAUTHENTICATED'));
    });

    test('a new password replaces the old one and ends the other sessions', async () => {
      await using server = await setupServer(dialect);
      const { cookie, email, password, typedo } = await server.signUp();
      const change = { currentPassword: password, newPassword: 'quite another one', revokeOtherSessions: true };
      expect((await server.post('/api/auth/change-password', change)).status).toBe(401);
      const changed = await server.post('/api/auth/change-password', change, { cookie });
      expect(changed.status).toBe(200);
      await expect(typedo().task.count.query()).rejects.toSatisfy((error) => isReason(error, 'UNAUTHENTICATED'));
      const withOld = await server.post('/api/auth/sign-in/email', { email, password });
      const withNew = await server.post('/api/auth/sign-in/email', { email, password: 'quite another one' });
      expect([withOld.status, withNew.status]).toEqual([401, 200]);
    });

    test('a session that expired is none, and a used one is renewed together with its cookie', async () => {
      await using server = await setupServer(dialect);
      const { cookie } = await server.signUp();
      const days = 24 * 60 * 60 * 1000;
      const expireIn = (ms: number) =>
        server.database
          .kysely()
          .updateTable('sessions')
          .set({ expires_at: new Date(Date.now() + ms).toISOString() })
          .execute();

      await expireIn(2 * days);
      const renewed = await fetch(`${server.url}/trpc/task.count`, { headers: { cookie, origin: server.url } });
      expect(renewed.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^typedo\.session_token=.*Max-Age=604800/),
      ]);
      const { expires_at: until } = await server.database
        .kysely()
        .selectFrom('sessions')
        .select('expires_at')
        .executeTakeFirstOrThrow();
      expect(new Date(String(until)).getTime()).toBeGreaterThan(Date.now() + 6 * days);

      await expireIn(-1);
      const status = async () =>
        (await fetch(`${server.url}/trpc/task.count`, { headers: { cookie, origin: server.url } })).status;
      await expect.poll(status, { timeout: 3_000 }).toBe(401); // a session is believed for two seconds
    });

    test('a cookie with a wrong signature proves nobody', async () => {
      await using server = await setupServer(dialect);
      const { cookie } = await server.signUp();
      const forged = cookie.replace(/\.[^.]*$/, '.c29tZXRoaW5nIGVsc2UgdGhhdCBpcyAzMiBieXRlcyBsb25n');
      const response = await fetch(`${server.url}/trpc/task.count`, {
        headers: { cookie: forged, origin: server.url },
      });
      expect(response.status).toBe(401);
    });

    test('SIGN_UP=closed lets nobody in', async () => {
      await using server = await setupServer(dialect, { signUp: 'closed' });
      const response = await server.post('/api/auth/sign-up/email', ada);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'SIGN_UP_CLOSED' });
    });

    test('SIGN_UP=first lets one person in, also when several come at once', async () => {
      await using server = await setupServer(dialect, { signUp: 'first' });
      const answers = await Promise.all(
        ['a', 'b', 'c'].map((name) => server.post('/api/auth/sign-up/email', { ...ada, email: `${name}@example.com` })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403, 403]);
    });

    test('SIGN_UP=first is exact over several servers, and counts nobody who left', async () => {
      await using server = await setupServer(dialect, { signUp: 'first' });
      await using second = await setupServer(dialect, { signUp: 'first', beside: server });
      await using third = await setupServer(dialect, { signUp: 'first', beside: server });
      const servers = [server, second, third, server, second, third];
      for (let round = 0; round < 2; round++) {
        const answers = await Promise.all(
          servers.map((each, n) =>
            each.post('/api/auth/sign-up/email', { ...ada, email: `${n}@example.com` }, { origin: each.url }),
          ),
        );
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403, 403, 403, 403, 403]);
        for (const answer of answers)
          if (answer.status === 403) expect(await answer.json()).toMatchObject({ code: 'SIGN_UP_CLOSED' });
        const first = answers.find(({ status }) => status === 200)!;
        const headers = { cookie: cookieOf(first), origin: server.url };
        const users = await server.database.kysely().selectFrom('users').select('id').execute();
        expect(users).toHaveLength(1);
        const deleted = await server.post('/trpc/account.delete', { password: ada.password }, headers);
        expect(deleted.status).toBe(200);
      }
    });
  });
}

test('with https the cookies are bound to this very host', async () => {
  await using server = await setupServer('sqlite', { publicUrl: new URL('https://typedo.example.com') });
  const response = await server.post('/api/auth/sign-up/email', ada);
  const [cookie = ''] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-typedo\.session_token=/);
  expect(cookie.split('; ').slice(1).toSorted()).toEqual([
    'HttpOnly',
    'Max-Age=604800',
    'Path=/',
    'SameSite=Lax',
    'Secure',
  ]);
  const call = await fetch(`${server.url}/trpc/task.count`, {
    headers: { cookie: cookieOf(response), origin: server.url },
  });
  expect(call.status).toBe(200);
  expect(call.headers.get('strict-transport-security')).toBe('max-age=31536000');
});
