import { dialects, fill, plansOf, recordStatements, setupDatabase } from '@typedo/db/testing';
import { describe, expect, it } from 'vitest';
import { openLive } from './live-reader.ts';
import { setupServer, type TestServer } from './setup-server.ts';

/** Lets every statement about accounts be sent: ours and those of the accounts' library. */
async function useAccounts(server: TestServer): Promise<void> {
  const ada = await server.signUp('Ada');
  const { email, password } = ada;
  for (const attempt of [password, 'another password'])
    await server.post('/api/auth/sign-in/email', { email, password: attempt });
  const { account, task } = ada.typedo();
  const { id, secret } = await ada.key();
  await ada.typedo({ apiKey: secret }).task.list.query({});
  await task.list.query({});
  using byKey = await openLive(server.url, { headers: { authorization: `Bearer ${secret}` } });
  using _bySession = await openLive(server.url, { headers: { cookie: ada.cookie } });
  await account.keys.list.query();
  await account.keys.revoke.mutate({ id });
  await byKey.end(); // behind a look at the credentials of all streams
  await account.sessions.list.query();
  await account.sessions.endOthers.mutate();
  await account.export.query({});
  await account.delete.mutate({ password });
}

/** The library looks through all keys for expired ones when a key is made, once in ten seconds at most; no option keeps it from that. */
const cleanUp = /^delete from ["`]api_keys["`] where \(["`]api_keys["`].["`]expires_at/;

for (const dialect of dialects) {
  describe(`among many accounts on ${dialect}`, () => {
    it('no statement about accounts, keys and sessions reads a table without an index', async () => {
      const database = await setupDatabase(dialect);
      await using server = await setupServer(dialect, {
        database,
        limitRate: true,
        streams: { recheckMs: 20, tickMs: 10 },
      });
      const accounts = Array.from({ length: 3_000 }, (_, at) => ({ userId: `user-${at}`, tasks: 1 }));
      await fill(database, accounts, Date.now());
      if (database.dialect === 'postgresql') await database.pool.query('analyze');
      const statements = await recordStatements(database).during(() => useAccounts(server));
      for (const table of ['users', 'sessions', 'credentials', 'api_keys'])
        expect(statements.some(({ sql }) => sql.includes(table))).toBe(true);
      for (const sent of statements.filter(({ sql }) => !cleanUp.test(sql))) {
        for (const { slow } of await plansOf(database, sent)) {
          const read = slow.filter((what) => !/sort|temp b-tree/i.test(what)); // an account's own are few
          expect([sent.sql, read]).toEqual([sent.sql, []]);
        }
      }
    });
  });
}
