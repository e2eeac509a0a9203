import { createHash, scryptSync } from 'node:crypto';
import { dialects } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { cookieOf, setupServer, type Person, type TestServer } from '../setup-server.ts';

// What OWASP ASVS asks of accounts and no other test shows; SECURITY.md names these.

const signIn = (server: TestServer, { email, password }: Pick<Person, 'email' | 'password'>, cookie?: string) =>
  server.post('/api/auth/sign-in/email', { email, password }, { origin: server.url, ...(cookie ? { cookie } : {}) });

const statusOf = async ({ url }: TestServer, cookie: string) =>
  (await fetch(`${url}/trpc/task.count`, { headers: { cookie, origin: url, 'sec-fetch-site': 'same-origin' } })).status;

for (const dialect of dialects) {
  describe(`accounts on ${dialect}`, () => {
    test('signing in again ends the session that the browser had, whoever signs in, and no other', async () => {
      await using server = await setupServer(dialect);
      const [ada, eve] = [await server.signUp(), await server.signUp('Eve')];
      const elsewhere = cookieOf(await signIn(server, ada));
      expect(await statusOf(server, ada.cookie)).toBe(200);
      const again = cookieOf(await signIn(server, ada, ada.cookie));
      expect(await Promise.all([ada.cookie, again, elsewhere].map((cookie) => statusOf(server, cookie)))).toEqual([
        401, 200, 200,
      ]);
      await signIn(server, eve, again);
      const answer = await signIn(server, { ...eve, password: 'a wrong password' }, elsewhere);
      expect(answer.status).toBe(401);
      expect(await Promise.all([again, elsewhere, eve.cookie].map((cookie) => statusOf(server, cookie)))).toEqual([
        401, 200, 200,
      ]);
    });

    test('each session has a token of its own, of 190 random bits', async ({ annotate }) => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      for (let count = 0; count < 8; count++) await signIn(server, ada);
      const rows = await server.database.kysely().selectFrom('sessions').select('token').execute();
      const tokens = rows.map(({ token }) => String(token));
      expect(new Set(tokens).size).toBe(9);
      expect(tokens.filter((token) => !/^[A-Za-z0-9]{32}$/.test(token))).toEqual([]);
      const seen = new Set(tokens.join('')).size;
      expect(seen).toBeGreaterThan(50);
      await annotate(`9 tokens of 32 characters, ${seen} of 62 seen`, 'figure');
    });

    test('passwords are kept as salted scrypt, and keys as SHA-256', async () => {
      await using server = await setupServer(dialect, { slowPasswords: true });
      const ada = await server.signUp();
      const { secret } = await ada.key();
      const kysely = server.database.kysely();
      const { password } = await kysely.selectFrom('credentials').select('password').executeTakeFirstOrThrow();
      const [salt = '', hash] = String(password).split(':');
      expect(salt).toMatch(/^[0-9a-f]{32}$/);
      const cost = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 };
      expect(scryptSync(ada.password, salt, 64, cost).toString('hex')).toBe(hash);
      const { key } = await kysely.selectFrom('api_keys').select('key').executeTakeFirstOrThrow();
      expect(key).toBe(createHash('sha256').update(secret).digest('base64url'));
    });

    test('a new database has no account that anybody could know of', async () => {
      await using server = await setupServer(dialect);
      for (const table of ['users', 'credentials', 'sessions', 'api_keys'])
        expect(await server.database.kysely().selectFrom(table).selectAll().execute()).toEqual([]);
    });
  });
}

test.each([
  ['lower case alone', 'wvkzqjmxpy'],
  ['digits and a space', '48151 62342'],
  ['another script, and emoji', 'дверь 🚪🔑 naïve'],
  ['128 characters, the last of which counts', `${'horse '.repeat(21)}é!`],
  ['spaces around it', '  quiet river stones '],
])('a password may be of any characters and is compared whole: %s', async (_what, password) => {
  await using server = await setupServer('sqlite', { slowPasswords: true });
  const account = { email: 'ada@example.com', name: 'Ada', password };
  expect((await server.post('/api/auth/sign-up/email', account, { origin: server.url })).status).toBe(200);
  expect((await signIn(server, account)).status).toBe(200);
  const close = [password.slice(0, -1), password.toUpperCase(), password.trim(), ` ${password}`.slice(0, 128)];
  for (const other of close.filter((text) => text !== password))
    expect((await signIn(server, { ...account, password: other })).status).toBe(401);
});

test('no answer about an account holds the token of its session or may be kept on the way', async () => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  const origin = { origin: server.url };
  const signedIn = await signIn(server, ada);
  const cookie = cookieOf(signedIn);
  const change = { currentPassword: ada.password, newPassword: 'quite another one', revokeOtherSessions: true };
  const session = await fetch(`${server.url}/api/auth/get-session`, { headers: { cookie, ...origin } });
  const changed = await server.post('/api/auth/change-password', change, { cookie, ...origin });
  const signedOut = await server.post('/api/auth/sign-out', {}, { cookie: cookieOf(changed), ...origin });
  const signedUp = await server.post(
    '/api/auth/sign-up/email',
    { email: 'eve@example.com', name: 'Eve', password: 'the password of eve' },
    origin,
  );
  const answers = [signedIn, session, changed, signedOut, signedUp];
  expect(answers.map(({ status, headers }) => [status, headers.get('cache-control')])).toEqual(
    answers.map(() => [200, 'no-store']),
  );
  const bodies: unknown[] = await Promise.all(answers.map((answer) => answer.json()));
  const person = { id: ada.userId, name: 'Ada', email: ada.email };
  expect(bodies).toEqual([
    { user: person },
    { user: person, session: { id: expect.any(String), createdAt: expect.any(String), expiresAt: expect.any(String) } },
    { user: person },
    { success: true },
    { user: { id: expect.any(String), name: 'Eve', email: 'eve@example.com' } },
  ]);
});
