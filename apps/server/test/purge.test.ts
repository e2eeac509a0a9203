import { createTaskStore, type Database } from '@typedo/db';
import { newId } from '@typedo/sdk';
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
      expect(await purging).toEqual({
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
        { type: 'create', mutationId: id, id, title: 'old', description: null, complete: false },
        { type: 'delete', mutationId: newId(), id },
      ]);
      expect(await purge(world.database.url)).toMatchObject({
        stderr: 'Purged 1 task from the trash, 2 changes and 0 outcomes of 1 account.\n',
      });
      expect(await world.store.count(ada)).toEqual({ open: 0, complete: 0, deleted: 0 });
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
    const fields = { title: 'old', description: null, complete: false };
    await store.write(principal, [{ type: 'create', mutationId: id, id, ...fields }]);
    if (made < deleted) await store.write(principal, [{ type: 'delete', mutationId: newId(now), id }]);
    ids.push(id);
  }
  return ids;
}
