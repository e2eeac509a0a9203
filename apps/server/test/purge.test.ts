import { createTaskStore, type Database } from '@typedo/db';
import { fieldsOf, newId } from '@typedo/sdk';
import { dialects, setupStore } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { run } from './program.ts';
import { setupServer, type Person } from './setup-server.ts';

const day = 24 * 60 * 60 * 1000;

async function purge(url: string) {
  const env: Record<string, string> = url.startsWith('sqlite:')
    ? { DATA_DIR: url.slice('sqlite:'.length).replace(/\/[^/]+$/, '') }
    : { DATABASE_URL: url, AUTH_SECRET: 'a secret of at least 32 characters' };
  await using program = run('cli.ts', { args: ['purge'], env });
  return await program.ended(); // awaited, or it would be ended before
}

for (const dialect of dialects) {
  describe(dialect, () => {
    test('pnpm typedo purge purges all accounts beside a server that writes, once', async () => {
      const clock = { now: Date.now() - 400 * day };
      await using server = await setupServer(dialect, { clock: () => clock.now });
      const [ada, eve, bob] = [await server.signUp('Ada'), await server.signUp('Eve'), await server.signUp('Bob')];
      await oldTasks(server.database, ada, clock.now, 3, 2);
      await oldTasks(server.database, eve, clock.now, 1, 0);
      clock.now = Date.now() - 2 * day; // that of a server whose own purge has not come to it yet
      const typedo = bob.typedo();
      const { id } = await typedo.task.create.mutate({ title: 'lives' });

      const command = { ended: false };
      const purging = purge(server.database.url).finally(() => (command.ended = true));
      let writes = 0;
      for (; !command.ended; writes++) await typedo.task.update.mutate({ id, patch: { title: `write ${writes}` } });
      // A server that writes may hold the file for the moment in which it is opened: then the command says that it waits.
      const { stderr, ...ended } = await purging;
      expect({ ...ended, stderr: stderr.replaceAll(/^Waiting for .*\n/gm, '') }).toEqual({
        code: 0,
        stdout: '',
        stderr: 'Purged 2 tasks from the trash, 6 changes and 6 outcomes of 2 accounts.\n',
      });
      expect(await ada.typedo().task.count.query()).toEqual({ open: 1, complete: 0, deleted: 0 });
      expect((await ada.typedo().task.list.query({ deleted: true })).tasks).toEqual([]);
      expect((await typedo.task.byId.query({ id })).title).toBe(`write ${writes - 1}`);
      expect(await purge(server.database.url)).toMatchObject({ code: 0, stderr: 'Nothing was old enough to purge.\n' });
    });

    test('pnpm typedo purge needs no server', async () => {
      await using world = await setupStore(dialect);
      world.clock.now -= 31 * day;
      const [ada, id] = [await world.principal(), newId()];
      await world.store.write(ada, [
        { type: 'create', mutationId: id, id, ...fieldsOf({ title: 'old' }) },
        { type: 'delete', mutationId: newId(), id },
      ]);
      expect(await purge(world.database.url)).toMatchObject({
        stderr: 'Purged 1 task from the trash, 2 changes and 0 outcomes of 1 account.\n',
      });
      expect(await world.store.count(ada)).toEqual({ open: 0, complete: 0, deleted: 0 });
    });

    test('pnpm typedo purge deletes sessions that have expired, and keys a month after they did, and no other', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const [works, expired, old] = [await ada.key(), await ada.key(), await ada.key()];
      const db = server.database.kysely();
      const at = (ms: number) => new Date(Date.now() + ms).toISOString();
      const own = await db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow();
      // More than one batch, the living among them.
      const sessions = Array.from({ length: 1_203 }, (_, n) => ({
        ...own,
        id: `planted ${n}`,
        token: `token ${n}`,
        expires_at: at(n % 300 === 0 ? 60_000 : -1_000),
      }));
      for (let n = 0; n < sessions.length; n += 100)
        await db
          .insertInto('sessions')
          .values(sessions.slice(n, n + 100))
          .execute();
      for (const [{ id }, ms] of [[expired, -29 * day] as const, [old, -31 * day] as const])
        await db
          .updateTable('api_keys')
          .set({ expires_at: at(ms) })
          .where('id', '=', id)
          .execute();
      expect(await purge(server.database.url)).toEqual({
        code: 0,
        stdout: '',
        stderr: 'Deleted 1,198 sessions and 1 key that had expired.\n',
      });
      const left = await db.selectFrom('sessions').select('id').orderBy('id').execute();
      const living = [own.id, ...[0, 300, 600, 900, 1_200].map((n) => `planted ${n}`)];
      expect(left.map(({ id }) => id).toSorted()).toEqual(living.toSorted());
      const { keys } = await ada.typedo().account.keys.list.query();
      expect(keys.map(({ id }) => id).toSorted()).toEqual([works.id, expired.id].toSorted());
      await ada.typedo({ apiKey: works.secret }).task.count.query();
      expect(await purge(server.database.url)).toMatchObject({ stderr: 'Nothing was old enough to purge.\n' });
    });

    test('a server purges by itself what is old of whoever writes', async () => {
      const clock = { now: Date.now() - 31 * day };
      await using server = await setupServer(dialect, { clock: () => clock.now });
      const ada = await server.signUp();
      const [, gone = ''] = await oldTasks(server.database, ada, clock.now, 2, 2);
      const typedo = ada.typedo();
      const { cursor } = await typedo.sync.pull.query({});
      clock.now = Date.now();
      await typedo.task.create.mutate({ title: 'now' });
      await expect.poll(() => typedo.task.count.query()).toEqual({ open: 1, complete: 0, deleted: 0 });
      for (const call of [
        () => typedo.task.byId.query({ id: gone }),
        () => typedo.task.history.query({ id: gone }),
        () => typedo.task.restore.mutate({ id: gone }),
        () => typedo.task.update.mutate({ id: gone, patch: { title: 'x' } }),
      ]) {
        await expect(call()).rejects.toMatchObject({ data: { reason: 'TASK_NOT_FOUND', details: { id: gone } } });
      }
      expect((await typedo.sync.pull.query({ cursor })).reset).toBe(false);
    });
  });
}

/** Makes tasks and deletes some, by mutation ids of that time and past the server, which would purge behind these writes. Gives the ids of all. */
async function oldTasks(
  database: Database,
  { userId }: Person,
  now: number,
  size: number,
  deleted: number,
): Promise<string[]> {
  const store = createTaskStore(database, { clock: () => now });
  const principal = { userId, kind: 'session', keyId: null, scopes: [] } as const;
  const ids: string[] = [];
  for (let made = 0; made < size; made++) {
    const id = newId(now);
    await store.write(principal, [{ type: 'create', mutationId: id, id, ...fieldsOf({ title: 'old' }) }]);
    if (made < deleted) await store.write(principal, [{ type: 'delete', mutationId: newId(now), id }]);
    ids.push(id);
  }
  return ids;
}
