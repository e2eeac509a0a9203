import { dialects, setupPlace, setupTcpProxy } from '@typedo/db/testing';
import { createOrm } from '@typedo/db';
import { describe, expect, test } from 'vitest';
import { createAttempts } from '../src/auth/attempts.ts';
import { cookieOf, setupServer, type TestServer } from './setup-server.ts';

const wrong = 'some wrong password';
const home = '203.0.113.7';
const limited = { limitRate: true, trustedProxies: ['127.0.0.1'] };

function signIn(server: TestServer, body: { email: string; password: string }, from = home): Promise<Response> {
  const { email, password } = body;
  return server.post('/api/auth/sign-in/email', { email, password }, { 'x-forwarded-for': from, origin: server.url });
}

async function statusesOf(count: number, send: () => Promise<Response>): Promise<number[]> {
  const statuses: number[] = [];
  for (let turn = 0; turn < count; turn++) statuses.push((await send()).status);
  return statuses;
}

/** What another server of the same database counts. */
const beside = ({ database, secret }: TestServer) => createAttempts({ database, secret });

async function use(count: number, attempt: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < count; turn++) await attempt();
}

async function expectLimited(response: Response, atMost: number): Promise<void> {
  const retryAfter = Number(response.headers.get('retry-after'));
  expect([response.status, await response.json()]).toEqual([
    429,
    { code: 'RATE_LIMITED', message: 'Too many attempts. Try again later.', retryAfter },
  ]);
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(atMost);
}

for (const dialect of dialects) {
  describe(`guarded endpoints on ${dialect}`, () => {
    test('a password is tried ten times from an address; the right one counts for nothing, and is refused after that', async () => {
      await using server = await setupServer(dialect, limited);
      const ada = await server.signUp();
      expect(await statusesOf(2, () => signIn(server, ada))).toEqual([200, 200]);
      expect(await statusesOf(10, () => signIn(server, { ...ada, password: wrong }))).toEqual(Array(10).fill(401));
      await expectLimited(await signIn(server, { ...ada, password: wrong }), 900);
      await expectLimited(await signIn(server, { ...ada, email: ada.email.toUpperCase() }), 900);
      await expectLimited(await signIn(server, ada, `1.2.3.4, ${home}`), 900); // the client's own claim before the proxy's
      expect((await signIn(server, ada, '203.0.113.8')).status).toBe(200);
    });

    test('who is refused for one account is let into another from there, however often he was', async () => {
      await using server = await setupServer(dialect, limited);
      const [ada, bob] = [await server.signUp('Ada'), await server.signUp('Bob')];
      const attempt = () => beside(server).signIn({ address: home, email: bob.email });
      await use(9, attempt);
      expect(await statusesOf(3, () => signIn(server, { ...bob, password: wrong }))).toEqual([401, 429, 429]);
      await use(60, () => expect(attempt()).rejects.toMatchObject({ refusal: { reason: 'RATE_LIMITED' } }));
      expect((await signIn(server, ada)).status).toBe(200);
    });

    test('guesses from elsewhere keep nobody out from where the account was made, changed its password or was used', async () => {
      await using server = await setupServer(dialect, limited);
      const own = { made: '203.0.113.1', changed: '203.0.113.2', called: '203.0.113.3', asked: '203.0.113.4' };
      const ada = { name: 'Ada', email: 'ada@example.com', password: 'another long password' };
      const from = (address: string, cookie = '') => ({ cookie, 'x-forwarded-for': address, origin: server.url });
      const first = { ...ada, password: 'a long password' };
      const cookie = cookieOf(await server.post('/api/auth/sign-up/email', first, from(own.made)));
      const change = { currentPassword: first.password, newPassword: ada.password };
      const changed = await server.post('/api/auth/change-password', change, from(own.changed, cookie));
      expect(changed.status).toBe(200);
      const renewals = { '/trpc/task.count': own.called, '/api/auth/get-session': own.asked };
      for (const [path, address] of Object.entries(renewals)) {
        const inTwoDays = new Date(Date.now() + 2 * 24 * 60 * 60 * 1000).toISOString();
        await server.database.kysely().updateTable('sessions').set({ expires_at: inTwoDays }).execute();
        const answer = await fetch(`${server.url}${path}`, { headers: from(address, cookie) });
        expect([path, answer.status, answer.headers.getSetCookie().length]).toEqual([path, 200, 1]);
      }
      for (let turn = 1; turn <= 25; turn++)
        await beside(server).signIn({ address: `198.51.100.${turn}`, email: ada.email });
      for (const [way, address] of Object.entries(own))
        expect([way, (await signIn(server, ada, address)).status]).toEqual([way, 200]);
      await expectLimited(await signIn(server, ada, '203.0.113.5'), 900);
    });

    test('accounts are made thirty times from an address', async () => {
      await using server = await setupServer(dialect, limited);
      await use(29, () => beside(server).signUp(home));
      const signUp = (name: string) =>
        server.post(
          '/api/auth/sign-up/email',
          { name, email: `${name}@example.com`, password: 'a long password' },
          { 'x-forwarded-for': home, origin: server.url },
        );
      expect((await signUp('ada')).status).toBe(200);
      await expectLimited(await signUp('bob'), 3600);
    });

    test('the current password is tried ten times for an account, from wherever and with whatever beside the cookie', async () => {
      await using server = await setupServer(dialect, limited);
      const [ada, bob] = [await server.signUp('Ada'), await server.signUp('Bob')];
      const { secret } = await bob.key();
      const change = ({ cookie }: { cookie: string }, currentPassword: string, from: string, more = {}) =>
        server.post(
          '/api/auth/change-password',
          { currentPassword, newPassword: 'another long password' },
          { cookie, 'x-forwarded-for': from, origin: server.url, ...more },
        );
      await use(8, () => beside(server).password(ada.userId));
      expect((await change(ada, wrong, '203.0.113.1')).status).toBe(400);
      expect((await change(ada, wrong, '203.0.113.2', { authorization: `Bearer ${secret}` })).status).toBe(400);
      await expectLimited(await change(ada, ada.password, '203.0.113.3', { authorization: `Bearer ${secret}` }), 900);
      expect((await change(bob, bob.password, '203.0.113.3')).status).toBe(200);
    });

    test('keys are made thirty times for an account', async () => {
      await using server = await setupServer(dialect, limited);
      const ada = await server.signUp();
      await use(29, () => beside(server).key(ada.userId));
      await ada.key();
      const typedo = ada.typedo({ attempts: 1 });
      const another = typedo.account.keys.create.mutate({ name: 'One more', scopes: ['tasks:read'] });
      await expect(another).rejects.toMatchObject({ data: { reason: 'RATE_LIMITED', httpStatus: 429 } });
      expect((await typedo.account.keys.list.query()).keys).toHaveLength(1);
    });

    test('what cannot be counted is not let through', async () => {
      await using server = await setupServer(dialect, limited);
      const ada = await server.signUp();
      await server.database.kysely().schema.alterTable('rate_limits').renameTo('hidden').execute();
      const refused = await signIn(server, ada);
      expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'UNAVAILABLE', retryAfter: 1 }]);
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(server.errors.splice(0).map(({ line }) => line)).toEqual(['POST /sign-in/email failed']);
      await server.database.kysely().schema.alterTable('hidden').renameTo('rate_limits').execute();
      expect((await signIn(server, ada)).status).toBe(200);
    });
  });
}

test('servers of one PostgreSQL share the count', async () => {
  await using first = await setupServer('postgresql', limited);
  await using second = await setupServer('postgresql', { ...limited, beside: first });
  const ada = await first.signUp();
  const guesses = Array.from({ length: 24 }, (_, turn) =>
    signIn(turn % 2 === 0 ? first : second, { ...ada, password: wrong }),
  );
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(14);
  for (const server of [first, second]) await expectLimited(await signIn(server, ada), 900);
});

test('a server counts on after it was started anew', async () => {
  await using first = await setupServer('sqlite', limited);
  const ada = await first.signUp();
  await use(10, () => beside(first).signIn({ address: home, email: ada.email }));
  await using second = await setupServer('sqlite', { ...limited, beside: first });
  await expectLimited(await signIn(second, ada), 900);
});

test('a sign-in waits for no database that is away, and is not let through', async () => {
  await using place = await setupPlace('postgresql', { migrated: true });
  await using proxy = await setupTcpProxy(place.url);
  const database = await createOrm({ url: proxy.url, pool: { min: 0, max: 2 } });
  await using server = await setupServer('postgresql', { ...limited, database: { ...database, url: proxy.url } });
  const ada = await server.signUp();
  await proxy.cut();
  const refused = await signIn(server, ada);
  expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'UNAVAILABLE' }]);
  expect(server.errors.splice(0).map(({ line }) => line)).toContain('POST /sign-in/email failed');
  await proxy.heal();
  await expect.poll(async () => (await signIn(server, ada)).status, { timeout: 10_000 }).toBe(200);
  server.errors.splice(0);
});
