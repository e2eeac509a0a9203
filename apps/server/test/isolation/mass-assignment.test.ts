import { dialects } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { patience } from '../sync/soak.ts';
import { fill } from './accounts.ts';
import { openLine, type Answer } from './ask.ts';
import { extras, withExtra } from './extras.ts';
import { inputs } from './inputs.ts';
import { declaredProcedures, type Declared } from './procedures.ts';
import { partsOf, placesIn } from './schema-parts.ts';

/** How an input with a key too many must be refused: for that key. */
const refused = {
  error: {
    data: {
      httpStatus: 400,
      reason: 'INVALID_INPUT',
      details: {
        issues: expect.arrayContaining([
          expect.objectContaining({ code: expect.stringMatching(/^(unrecognized_keys|invalid_type)$/) }),
        ]),
      },
    },
  },
};

for (const dialect of dialects) {
  describe(`on ${dialect}`, () => {
    test(
      'an input with a key that its procedure does not name is refused, at every level',
      patience,
      async ({ annotate }) => {
        await using server = await setupServer(dialect);
        using line = openLine(server.url);
        const ada = await fill(server, await server.signUp());
        const victim = await fill(server, await server.signUp('Victim'));
        const from = { headers: [['cookie', ada.person.cookie]] } as const;
        const own = ada.belongings('ada');
        const prototype = Object.getOwnPropertyNames(Object.prototype);
        const before = [await ada.rows(), await victim.rows()];
        const tried = { mutations: 0, others: 0 };

        const attack = async (procedure: Declared, input: unknown): Promise<void> => {
          const alone = await line.call(procedure, input, from);
          expect([procedure.path, input, JSON.parse(alone.text)]).toMatchObject([procedure.path, input, refused]);
          tried[procedure.type === 'mutation' ? 'mutations' : 'others']++;
          // No two of these are in a batch.
          if (procedure.type === 'subscription' || ['sync.pull', 'account.export'].includes(procedure.path)) return;
          const call = { path: procedure.path, input };
          const batch = await line.batch([call, call], procedure.type, from);
          expect([procedure.path, input, ...JSON.parse(batch.text)]).toMatchObject([
            procedure.path,
            input,
            refused,
            refused,
          ]);
        };

        for (const procedure of declaredProcedures()) {
          const all: readonly unknown[] = inputs[procedure.path](own);
          const levels = all.flatMap((input) =>
            placesIn(procedure.input, input)
              .filter(({ kind }) => kind === 'object')
              .map((place) => ({ input, place })),
          );
          const wanted = partsOf(procedure.input).filter(({ kind }) => kind === 'object');
          expect(new Set(levels.map(({ place }) => place.at))).toEqual(new Set(wanted.map(({ at }) => at)));
          const attacks = levels.flatMap(({ input, place }) =>
            extras(victim.person.userId)
              .filter(([key]) => !place.keys.includes(key))
              .map(([key, value]) => attack(procedure, withExtra(input, place, key, value))),
          );
          await Promise.all(attacks);
          expect([procedure.path, await ada.rows(), await victim.rows()]).toEqual([procedure.path, ...before]);
        }
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototype);
        await annotate(`${tried.mutations} on mutations, ${tried.others} on other procedures; accepted 0`, 'figure');
      },
    );

    test('an account is made of a name, an address and a password, whatever else is sent', async () => {
      await using server = await setupServer(dialect);
      using line = openLine(server.url);
      const victim = await server.signUp('Victim');
      const rows = (table: string) => server.database.kysely().selectFrom(table).selectAll().execute();
      const read = async () => ({
        users: await rows('users'),
        sessions: await rows('sessions'),
        credentials: await rows('credentials'),
        keys: await rows('api_keys'),
      });
      const wanted: [string, unknown][] = [
        ...extras(victim.userId),
        ['id', 'chosen'],
        ['emailVerified', true],
        ['email_verified', true],
        ['role', 'admin'],
        ['image', 'https://evil.example.com/x.png'],
        ['token', 'chosen'],
        ['expiresAt', '2100-01-01T00:00:00.000Z'],
        ['accountId', victim.userId],
        ['providerId', 'evil'],
        ['callbackURL', 'https://evil.example.com'],
        ['ipAddress', 'chosen'],
      ];
      const withAll = (body: unknown) =>
        wanted.reduce((all, [key, value]) => withExtra(all, { path: [] }, key, value), body);
      const send = (path: string, body: unknown, cookie = ''): Promise<Answer> =>
        line.send(`/api/auth/${path}`, JSON.stringify(withAll(body)), [['cookie', cookie]]);
      const prototype = Object.getOwnPropertyNames(Object.prototype);
      const account = { name: 'Eve', email: 'eve@example.com', password: 'a long password' };

      // What is named in a prototype alone is not named.
      const hidden = await send('sign-up/email', JSON.parse(`{"__proto__":${JSON.stringify(account)}}`));
      expect([hidden.status, (await rows('users')).length]).toEqual([400, 1]);

      const before = await read();
      expect((await send('sign-up/email', account)).status).toBe(200);
      const made = await read();
      const user = made.users.find(({ email }) => email === account.email);
      expect(user).toMatchObject({ name: 'Eve', image: null });
      expect([user?.['id'], Boolean(user?.['email_verified'])]).not.toContain('chosen');
      expect(Boolean(user?.['email_verified'])).toBe(false);
      expect(new Date(String(user?.['created_at'])).getUTCFullYear()).toBeGreaterThan(2000);
      const session = made.sessions.find(({ user_id: owner }) => owner === user?.['id']);
      expect([session?.['token'], session?.['ip_address']]).not.toContain('chosen');
      expect(new Date(String(session?.['expires_at'])).getUTCFullYear()).toBeLessThan(2100);
      const credential = made.credentials.find(({ user_id: owner }) => owner === user?.['id']);
      expect(credential).toMatchObject({ account_id: user?.['id'], provider_id: 'credential' });

      const { email, password } = account;
      const signedIn = await send('sign-in/email', { email, password });
      const cookie = /^set-cookie: ([^;]+)/m.exec(signedIn.headers)?.[1] ?? '';
      expect(
        (await send('change-password', { currentPassword: password, newPassword: `${password}!` }, cookie)).status,
      ).toBe(200);
      expect((await send('sign-out', {}, cookie)).status).toBe(200);
      const after = await read();
      expect(after.users).toEqual(
        made.users.map((row) => (row === user ? { ...row, updated_at: expect.anything() } : row)),
      );
      expect(after.keys).toEqual([]);
      for (const table of ['users', 'sessions', 'credentials'] as const)
        expect(after[table]).toEqual(expect.arrayContaining(before[table])); // nothing of the victim's was touched
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototype);
    });
  });
}
