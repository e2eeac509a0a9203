import { limits } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { createTypedo, isReason, reasonOf, type Reason } from '@typedo/sdk';
import { describe, expect, test } from 'vitest';
import { setupServer } from './setup-server.ts';

const forReason = (reason: Reason) => (error: unknown) => isReason(error, reason);

for (const dialect of dialects) {
  describe(`API keys on ${dialect}`, () => {
    test('a program works with a key of its person', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp('Ada');
      const { secret, ...key } = await ada.key();
      expect(secret).toMatch(/^tdo_[A-Za-z]{64}$/);
      expect(key).toEqual({
        id: expect.any(String),
        name: 'A program',
        start: secret.slice(0, 10),
        scopes: ['tasks:read', 'tasks:write'],
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        expiresAt: null,
        lastUsedAt: null,
      });
      const program = createTypedo({ url: server.url, apiKey: secret });
      const task = await program.task.create.mutate({ title: 'From a program' });
      expect(task.userId).toBe(ada.userId);
      expect((await ada.typedo().task.list.query({})).tasks).toEqual([task]);
      const { changes } = await ada.typedo().task.history.query({ id: task.id });
      expect(changes[0]?.by).toEqual({ kind: 'key', id: key.id });
    });

    test('the secret is shown once and kept as a hash only', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { secret } = await ada.key();
      const { keys } = await ada.typedo().account.keys.list.query();
      expect(keys).toHaveLength(1);
      expect(JSON.stringify(keys)).not.toContain(secret.slice(12));
      const rows = await server.database.kysely().selectFrom('api_keys').selectAll().execute();
      expect(JSON.stringify(rows)).not.toContain(secret.slice(12));
    });

    test('keys are listed the newest first, with their last use, and each person sees their own', async () => {
      await using server = await setupServer(dialect);
      const [ada, bob] = await Promise.all([server.signUp('Ada'), server.signUp('Bob')]);
      const first = await ada.key(['tasks:read']);
      const second = await ada.key();
      await bob.key();
      await ada.typedo({ apiKey: second.secret }).task.count.query();
      const list = async () => (await ada.typedo().account.keys.list.query()).keys;
      // The use is noted beside the call.
      await expect
        .poll(async () => (await list()).map(({ lastUsedAt }) => lastUsedAt))
        .toEqual([expect.any(String), null]);
      const keys = await list();
      expect(keys.map(({ id }) => id)).toEqual([second.id, first.id]);
      expect(keys.map(({ scopes }) => scopes)).toEqual([['tasks:read', 'tasks:write'], ['tasks:read']]);
    });

    test('a key does what its scopes say and no more', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const [reader, writer] = [await ada.key(['tasks:read']), await ada.key(['tasks:write'])];
      const read = ada.typedo({ apiKey: reader.secret }).task;
      const write = ada.typedo({ apiKey: writer.secret }).task;
      await expect(read.create.mutate({ title: 'No' })).rejects.toSatisfy(forReason('SCOPE_MISSING'));
      await expect(write.count.query()).rejects.toSatisfy(forReason('SCOPE_MISSING'));
      await write.create.mutate({ title: 'Yes' });
      expect(await read.count.query()).toEqual({ open: 1, complete: 0, deleted: 0 });
    });

    test('a key whose permissions are missing or damaged may do nothing', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      for (const permissions of [
        null,
        '',
        'null',
        '[]',
        '"tasks"',
        '{"tasks":"read"}',
        '{"tasks":{"0":"read"}}',
        '{"other":["read"]}',
        '{',
      ]) {
        const { id, secret } = await ada.key();
        await server.database.kysely().updateTable('api_keys').set({ permissions }).where('id', '=', id).execute();
        const reason = await ada.typedo({ apiKey: secret }).task.count.query().catch(reasonOf);
        expect([permissions, reason]).toMatchObject([
          permissions,
          { reason: 'SCOPE_MISSING', details: { scope: 'tasks:read' } },
        ]);
      }
    });

    test('a key cannot reach the account: it makes, lists and revokes no keys', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { id, secret } = await ada.key();
      const { keys } = ada.typedo({ apiKey: secret }).account;
      await expect(keys.create.mutate({ name: 'More', scopes: ['tasks:read'] })).rejects.toSatisfy(
        forReason('SCOPE_MISSING'),
      );
      await expect(keys.list.query()).rejects.toSatisfy(forReason('SCOPE_MISSING'));
      await expect(keys.revoke.mutate({ id })).rejects.toSatisfy(forReason('SCOPE_MISSING'));
    });

    test('an expired key is dead', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { keys } = ada.typedo().account;
      const made = await keys.create.mutate({ name: 'For three days', scopes: ['tasks:read'], expiresInDays: 3 });
      const left = new Date(made.expiresAt ?? 0).getTime() - Date.now();
      expect(Math.round(left / 3_600_000)).toBe(72);
      const past = new Date(Date.now() - 1).toISOString();
      await server.database.kysely().updateTable('api_keys').set({ expires_at: past }).execute();
      const call = ada.typedo({ apiKey: made.secret }).task.count.query();
      await expect(call).rejects.toSatisfy(forReason('UNAUTHENTICATED'));
    });

    test('a revoked key is dead at once where it was revoked', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { id, secret } = await ada.key();
      const program = ada.typedo({ apiKey: secret });
      await program.task.count.query(); // the server knows it now
      expect(await ada.typedo().account.keys.revoke.mutate({ id })).toEqual({ id });
      await expect(program.task.count.query()).rejects.toSatisfy(forReason('UNAUTHENTICATED'));
      await expect(ada.typedo().account.keys.revoke.mutate({ id })).rejects.toSatisfy(forReason('KEY_NOT_FOUND'));
    });

    test('a key that is revoked on one server is dead on another within five seconds', async () => {
      await using server = await setupServer(dialect);
      await using other = await setupServer(dialect, { beside: server });
      const ada = await server.signUp();
      const { id, secret } = await ada.key();
      const headers = { authorization: `Bearer ${secret}` };
      const call = async () => (await fetch(`${other.url}/trpc/task.count`, { headers })).status;
      expect(await call()).toBe(200);
      await ada.typedo().account.keys.revoke.mutate({ id });
      await expect.poll(call, { timeout: 5_000 }).toBe(401);
    });

    test('a key that goes elsewhere, as with its account, is dead within two seconds', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { secret } = await ada.key();
      const call = async () =>
        (await fetch(`${server.url}/trpc/task.count`, { headers: { authorization: `Bearer ${secret}` } })).status;
      expect(await call()).toBe(200);
      await server.database.kysely().deleteFrom('users').where('id', '=', ada.userId).execute();
      await expect.poll(call, { timeout: 3_000 }).toBe(401);
      expect(await server.database.kysely().selectFrom('api_keys').selectAll().execute()).toEqual([]);
    });

    test(`another person's key is like one that never was`, async () => {
      await using server = await setupServer(dialect);
      const [ada, eve] = await Promise.all([server.signUp('Ada'), server.signUp('Eve')]);
      const { id, secret } = await ada.key();
      for (const wrong of [id, 'made up', '%', '0']) {
        await expect(eve.typedo().account.keys.revoke.mutate({ id: wrong })).rejects.toSatisfy(
          forReason('KEY_NOT_FOUND'),
        );
      }
      await ada.typedo({ apiKey: secret }).task.count.query();
    });

    test('an account has so many keys and no more, however many calls come at once', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const results = await Promise.allSettled(Array.from({ length: limits.keys.max + 5 }, () => ada.key()));
      const refused = results.filter((result) => result.status === 'rejected');
      expect(refused).toHaveLength(5);
      for (const { reason } of refused) expect(reason).toSatisfy(forReason('KEY_LIMIT_REACHED'));
    });

    test('what is no key proves nobody, and no session helps a wrong one', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { secret } = await ada.key();
      const wrong = [
        '',
        'Bearer',
        'Bearer ',
        `Basic ${secret}`,
        secret,
        `Bearer ${secret}x`,
        `Bearer ${secret} x`,
        'Bearer tdo_',
        `Bearer tdo_${'x'.repeat(64)}`,
        `Bearer ${'x'.repeat(8000)}`,
      ];
      for (const authorization of wrong) {
        const response = await fetch(`${server.url}/trpc/task.count`, {
          headers: { authorization, cookie: ada.cookie },
        });
        expect([authorization.slice(0, 80), response.status]).toEqual([authorization.slice(0, 80), 401]);
      }
      const right = await fetch(`${server.url}/trpc/task.count`, { headers: { authorization: `bearer ${secret}` } });
      expect(right.status).toBe(200);
    });
  });
}

test('a key works while its use cannot be noted, as during a restore, and one note at most waits', async () => {
  const now = { ms: Date.now() };
  await using server = await setupServer('postgresql', { clock: () => now.ms });
  const ada = await server.signUp();
  const { secret } = await ada.key();
  const { database } = server;
  if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
  const client = await database.pool.connect();
  using lock = new DisposableStack();
  lock.defer(() => client.release(true));
  await client.query('begin; lock table api_keys in exclusive mode');
  const waiting = async () =>
    (await client.query(`select from pg_locks where not granted and relation = 'api_keys'::regclass`)).rowCount;
  const program = ada.typedo({ apiKey: secret });
  for (let call = 0; call < 5; call++) {
    expect(await program.task.count.query()).toEqual({ open: 0, complete: 0, deleted: 0 });
    await expect.poll(waiting).toBe(1);
    now.ms += 3_000; // the key is looked up again
  }
  lock.dispose();
  const lastUsedAt = async () => (await ada.typedo().account.keys.list.query()).keys.map((key) => key.lastUsedAt);
  await expect.poll(lastUsedAt).toEqual([expect.any(String)]);
});
