import { fieldsOf, newId } from '@typedo/contract';
import { createTaskStore, entities, type Database } from '@typedo/db';
import { dialects } from '@typedo/db/testing';
import { isReason, reasonOf, type Reason } from '@typedo/sdk';
import { describe, expect, test } from 'vitest';
import { openLive } from './live-reader.ts';
import { run, settingsFor } from './program.ts';
import { setupServer, type Person, type TestServer } from './setup-server.ts';

const forReason = (reason: Reason) => (error: unknown) => isReason(error, reason);

for (const dialect of dialects) {
  describe(`deleting an account on ${dialect}`, () => {
    test('takes all that it owned, at once and for good, and the address is free', async () => {
      await using server = await setupServer(dialect, { streams: { recheckMs: 600_000 } });
      const [ada, eve] = [await server.signUp('Ada'), await server.signUp('Eve')];
      const { secret } = await ada.key();
      await busy(ada);
      await busy(eve);
      const authorization = `Bearer ${secret}`;
      using withSession = await openLive(server.url, { headers: { cookie: ada.cookie } });
      using withKey = await openLive(server.url, { headers: { authorization } });
      const kept = await rowsThatName(server.database, eve);
      expect(Object.keys(await rowsThatName(server.database, ada))).toContain('changes');

      expect(await ada.typedo().account.delete.mutate({ password: ada.password })).toEqual({ id: ada.userId });
      expect(await statuses(server, ada, secret)).toEqual([401, 401]);
      for (const live of [withSession, withKey]) {
        const events = await live.end({ timeout: 5_000 });
        expect(events.at(-1)).toMatchObject({ data: { data: { reason: 'UNAUTHENTICATED' } } });
      }
      expect(await rowsThatName(server.database, ada)).toEqual({});
      expect(await rowsThatName(server.database, eve)).toEqual(kept);
      const credentials = { email: ada.email, password: ada.password };
      expect((await server.post('/api/auth/sign-in/email', credentials)).status).toBe(401);
      expect((await server.post('/api/auth/sign-up/email', { name: 'Ada', ...credentials })).status).toBe(200);
    });

    test('wants the password, and a person: neither a wrong one nor a key deletes anything', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { secret } = await ada.key();
      const wrong = ada.typedo().account.delete.mutate({ password: 'another password' });
      await expect(wrong).rejects.toSatisfy(forReason('WRONG_PASSWORD'));
      const byKey = ada.typedo({ apiKey: secret }).account.delete.mutate({ password: ada.password });
      await expect(byKey).rejects.toSatisfy(forReason('SCOPE_MISSING'));
      await ada.typedo().task.count.query();
    });

    test('holds on every server within five seconds, whoever was known there, and nothing written there meanwhile stays', async () => {
      await using server = await setupServer(dialect);
      await using other = await setupServer(dialect, { beside: server });
      const ada = await server.signUp();
      const { secret } = await ada.key();
      await busy(ada);
      expect(await statuses(other, ada, secret)).toEqual([200, 200]); // it is believed there for two seconds
      using live = await openLive(other.url, { headers: { cookie: ada.cookie } });
      const deletion = { ended: false };
      const said = new Set<string>();
      const writing = async () => {
        for (let after = 0; after < 3;) {
          const id = newId();
          const response = await other.post(
            '/trpc/task.create',
            { id, title: 'late' },
            { authorization: `Bearer ${secret}` },
          );
          const { error } = (await response.json()) as { error?: { data: { reason: string } } };
          said.add(error?.data.reason ?? 'written');
          if (deletion.ended && response.status === 401) after++;
        }
      };
      const deleting = ada
        .typedo()
        .account.delete.mutate({ password: ada.password })
        .finally(() => (deletion.ended = true));
      await Promise.all([deleting, writing(), writing()]);
      expect([...said].toSorted()).toEqual(['UNAUTHENTICATED', 'written']);
      await expect.poll(() => statuses(other, ada, secret), { timeout: 5_000 }).toEqual([401, 401]);
      // It hears why it ends; or, if it read what was left before its session was checked again, to begin anew, which is refused.
      const events = await live.end({ timeout: 5_000 });
      expect(JSON.stringify(events.slice(-3))).toMatch(/"event":"serialized-error"|"reset":true/);
      await expect.poll(() => rowsThatName(server.database, ada), { timeout: 5_000 }).toEqual({});
    });

    test('twice at once is the same as once', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const once = () => ada.typedo().account.delete.mutate({ password: ada.password });
      const results = await Promise.allSettled([once(), once(), once()]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected')
          expect(['WRONG_PASSWORD', 'UNAUTHENTICATED']).toContain(reasonOf(result.reason)?.reason);
      expect(await rowsThatName(server.database, ada)).toEqual({});
    });

    test('that a server was killed in the middle of is ended by the next one', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      await busy(ada);
      const db = server.database.kysely();
      // As a process leaves it that was killed just behind the first transaction.
      const at = dialect === 'sqlite' ? Date.now() : new Date().toISOString();
      await db.insertInto('closings').values({ user_id: ada.userId, at }).execute();
      await using next = await setupServer(dialect, { beside: server });
      await expect.poll(() => rowsThatName(next.database, ada), { timeout: 5_000 }).toEqual({});
    });

    test('pnpm typedo user delete does the same beside a running server', async () => {
      await using server = await setupServer(dialect);
      const [ada, eve] = [await server.signUp('Ada'), await server.signUp('Eve')];
      await busy(ada);
      const args = (email: string) => ['user', 'delete', '--email', email];
      const typedo = async (email: string) => {
        await using program = run('cli.ts', { args: args(email), env: settingsFor(server.database.url) });
        return await program.ended();
      };
      expect(await typedo('nobody@example.com')).toMatchObject({ code: 1 });
      const stderr = `Deleted the account ${ada.email} and all that it owned.\n`;
      expect(await typedo(ada.email)).toEqual({ code: 0, stdout: '', stderr });
      expect(await rowsThatName(server.database, ada)).toEqual({});
      await eve.typedo().task.count.query();
    });
  });
}

test('the call waits for a large account for two seconds, and lets the erasure go on behind it', async ({
  annotate,
}) => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  const store = createTaskStore(server.database);
  const owner = { userId: ada.userId, kind: 'session', keyId: null, scopes: [] } as const;
  const task = fieldsOf({ title: 'one of many' });
  for (let n = 0; n < 100; n++) {
    const many = Array.from({ length: 100 }, () => newId());
    await store.write(
      owner,
      many.map((id) => ({ type: 'create', mutationId: id, id, ...task })),
    );
  }
  const began = performance.now();
  await ada.typedo().account.delete.mutate({ password: ada.password });
  const answered = performance.now() - began;
  await expect.poll(() => rowsThatName(server.database, ada), { timeout: 60_000 }).toEqual({});
  const all = performance.now() - began;
  await annotate(
    `10,000 tasks: answered after ${Math.round(answered)} ms, erased after ${Math.round(all)} ms`,
    'figure',
  );
});

/** Does a little of everything. */
async function busy(person: Person): Promise<void> {
  const { task } = person.typedo();
  const made = [await task.create.mutate({ title: 'stays' }), await task.create.mutate({ title: 'goes' })];
  await task.update.mutate({ id: made[0]!.id, patch: { complete: true } });
  await task.delete.mutate({ id: made[1]!.id });
}

/** What a session and a key are answered. */
async function statuses(server: TestServer, { cookie }: Person, secret: string): Promise<number[]> {
  const call = async (headers: Record<string, string>) =>
    (await fetch(`${server.url}/trpc/task.count`, { headers: { ...headers, origin: server.url } })).status;
  return [await call({ cookie, origin: server.url }), await call({ authorization: `Bearer ${secret}` })];
}

/** How many rows of each table name a person, by id or e-mail, in whatever column. */
async function rowsThatName(database: Database, { userId, email }: Person): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { meta } of entities) {
    const rows = await database.kysely().selectFrom(meta.tableName).selectAll().execute();
    const naming = rows.map((row) => JSON.stringify(row)).filter((row) => row.includes(userId) || row.includes(email));
    if (naming.length > 0) found[meta.tableName] = naming.length;
  }
  return found;
}
