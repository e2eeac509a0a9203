import { setImmediate } from 'node:timers/promises';
import { dialects, setupDatabase, type TestDatabase } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { createAttempts, type Attempt, type Attempts } from './attempts.ts';

const secret = 'a secret of a test, of 32 letters';
const home = '203.0.113.7';
const email = 'ada@example.com';

/** Makes so many attempts, none of which succeeds, and gives how many were let through before the first that was not. */
async function through(most: number, attempt: (turn: number) => Promise<Attempt | void>): Promise<number> {
  for (let turn = 0; turn < most; turn++) if ((await refusal(() => attempt(turn))) !== undefined) return turn;
  return most;
}

/** The seconds to wait; undefined for an attempt that is let through. */
async function refusal(attempt: () => Promise<Attempt | void>): Promise<number | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (told) {
    expect(told).toMatchObject({ refusal: { reason: 'RATE_LIMITED', details: { retryAfter: expect.any(Number) } } });
    return (told as { refusal: { details: { retryAfter: number } } }).refusal.details.retryAfter; // just seen
  }
}

const elsewhere = (turn: number) => `198.51.100.${turn}`;

const signIn = (attempts: Attempts, address: string, whose = email) => attempts.signIn({ address, email: whose });

/** Lets all windows end. */
async function passTime(database: TestDatabase): Promise<void> {
  await database
    .kysely()
    .updateTable('rate_limits')
    .set({ expire: Date.now() - 1 })
    .where('key', 'not like', '%known%')
    .execute();
}

/** Lets windows end in so many seconds, by the name of their rule. */
async function leave(database: TestDatabase, seconds: Record<string, number>): Promise<void> {
  for (const [name, left] of Object.entries(seconds))
    await database
      .kysely()
      .updateTable('rate_limits')
      .set({ expire: Date.now() + left * 1000 })
      .where('key', 'like', `${name}:%`)
      .execute();
}

for (const dialect of dialects) {
  describe(`attempts on ${dialect}`, () => {
    test('to sign in fail ten times for an e-mail address from one address; others are let in, and he is later', async () => {
      await using database = await setupDatabase(dialect);
      const attempts = createAttempts({ database, secret });
      expect(await through(20, () => signIn(attempts, home))).toBe(10);
      const wait = await refusal(() => signIn(attempts, home));
      expect(wait).toBeGreaterThan(14 * 60);
      expect(wait).toBeLessThanOrEqual(15 * 60);
      expect(await refusal(() => signIn(attempts, home, 'bob@example.com'))).toBeUndefined();
      expect(await refusal(() => signIn(attempts, elsewhere(1)))).toBeUndefined();
      await passTime(database);
      expect(await refusal(() => signIn(attempts, home))).toBeUndefined();
    });

    test('to sign in that succeed do not count, however many', async () => {
      await using database = await setupDatabase(dialect);
      const attempts = createAttempts({ database, secret });
      for (let turn = 0; turn < 30; turn++) await (await signIn(attempts, home)).succeeded();
      expect(await through(20, () => signIn(attempts, home))).toBe(10);
    });

    test('to sign in that run at once cannot pass together', async () => {
      await using database = await setupDatabase(dialect);
      const attempts = createAttempts({ database, secret });
      const all = await Promise.all(Array.from({ length: 30 }, () => refusal(() => signIn(attempts, home))));
      expect(all.filter((wait) => wait === undefined)).toHaveLength(10);
    });

    test('to sign in from one address fail sixty times in all, whatever e-mail addresses are tried', async () => {
      await using database = await setupDatabase(dialect);
      const attempts = createAttempts({ database, secret });
      expect(await through(80, (turn) => signIn(attempts, home, `person-${turn}@example.com`))).toBe(60);
      expect(await refusal(() => signIn(attempts, '2001:db8::1'))).toBeUndefined();
    });

    test('to guess a password from many addresses end at 25, and keep the owner out only from where she never was', async () => {
      await using database = await setupDatabase(dialect);
      const attempts = createAttempts({ database, secret });
      await (await signIn(attempts, home)).succeeded();
      await passTime(database);
      expect(await through(40, (turn) => signIn(attempts, elsewhere(turn)))).toBe(25);
      expect(await refusal(() => signIn(attempts, elsewhere(99)))).toBeGreaterThan(0);
      for (let turn = 0; turn < 3; turn++) await (await signIn(attempts, home)).succeeded();
      expect(await through(20, () => signIn(attempts, home))).toBe(10); // who is at home with her guesses no faster
      expect(await refusal(() => signIn(attempts, home, 'bob@example.com'))).toBeUndefined();
    });

    test('that are refused for their address take nothing from the owner of the e-mail address', async () => {
      await using database = await setupDatabase(dialect);
      const attempts = createAttempts({ database, secret });
      await through(60, () => signIn(attempts, elsewhere(1)));
      expect(await through(40, (turn) => signIn(attempts, elsewhere(2 + turn)))).toBe(15); // 10 were let through before
    });

    test('that are refused take no point of anybody, and wait for the last of the counts that refuse', async () => {
      await using database = await setupDatabase(dialect);
      const attempts = createAttempts({ database, secret });
      for (let turn = 0; turn < 80; turn++) await refusal(() => signIn(attempts, home));
      expect(await through(60, (turn) => signIn(attempts, home, `person-${turn}@example.com`))).toBe(50);
      // The address is free again first, as its window began first.
      await leave(database, { 'sign-in-address': 60, 'sign-in-pair': 600 });
      const wait = await refusal(() => signIn(attempts, home));
      expect(wait).toBeGreaterThan(590);
      expect(wait).toBeLessThanOrEqual(600);
      expect(await through(40, (turn) => signIn(attempts, elsewhere(turn)))).toBe(15); // 10 were let through before
    });

    test('to sign up are thirty an hour for an address, those for keys thirty and for passwords ten for an account', async () => {
      await using database = await setupDatabase(dialect);
      const attempts = createAttempts({ database, secret });
      expect(await through(50, (turn) => attempts.signUp(`2001:db8:1:2::${turn}`))).toBe(30);
      expect(await refusal(() => attempts.signUp('2001:db8:1:3::1'))).toBeUndefined();
      expect(await through(50, () => attempts.key('ada'))).toBe(30);
      expect(await refusal(() => attempts.key('bob'))).toBeUndefined();
      await (await attempts.password('ada')).succeeded();
      expect(await through(50, () => attempts.password('ada'))).toBe(10);
      expect(await refusal(() => attempts.password('bob'))).toBeUndefined();
    });

    test('are written without the name or the address of anybody, and differently for another secret', async () => {
      await using database = await setupDatabase(dialect);
      const keysOf = async (of: string) => {
        const attempts = createAttempts({ database, secret: of });
        await (await signIn(attempts, home)).succeeded();
        await attempts.signUp(home);
        await attempts.password('ada-id');
        await attempts.key('ada-id');
        return database.kysely().selectFrom('rate_limits').selectAll().execute();
      };
      const rows = await keysOf(secret);
      expect(rows.map(({ key }) => String(key).replace(/:.*/, '')).toSorted()).toEqual([
        'key',
        'password',
        'sign-in-address',
        'sign-in-email',
        'sign-in-known',
        'sign-in-pair',
        'sign-up',
      ]);
      for (const { key } of rows) expect(key).toMatch(/^[a-z-]+:[A-Za-z0-9_-]{43}$/);
      expect(JSON.stringify(rows)).not.toMatch(/ada@|203\.0/);
      expect(await keysOf(`${secret}!`)).toHaveLength(2 * rows.length);
    });

    test('that count no longer are deleted beside the next one', async () => {
      await using database = await setupDatabase(dialect);
      await through(5, (turn) => createAttempts({ database, secret }).signUp(elsewhere(turn)));
      await passTime(database);
      const attempts = createAttempts({ database, secret });
      await attempts.signUp(home);
      expect(await database.kysely().selectFrom('rate_limits').select('points').execute()).toHaveLength(1);
    });
  });
}

test('attempts are counted though somebody else has a transaction open on SQLite, and do not end with it', async () => {
  await using database = await setupDatabase('sqlite');
  const attempts = createAttempts({ database, secret });
  await attempts.signUp(elsewhere(1)); // which also deleted what had expired
  const transaction = await database.kysely().startTransaction().execute();
  const now = new Date().toISOString();
  const row = { id: 'ada', name: 'Ada', email, created_at: now, updated_at: now };
  await transaction.insertInto('users').values(row).execute();
  const counting = attempts.signUp(home);
  await setImmediate(); // in which it would have written
  await transaction.rollback().execute();
  await counting;
  const rows = await database.kysely().selectFrom('rate_limits').select('points').execute();
  expect(rows).toEqual([{ points: 1 }, { points: 1 }]);
  expect(await database.kysely().selectFrom('users').select('id').execute()).toEqual([]);
});
