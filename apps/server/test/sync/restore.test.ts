import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createOrm, createTaskStore } from '@typedo/db';
import { backup, restore } from '@typedo/db/backup';
import { dialects, setupPlace } from '@typedo/db/testing';
import { createReplica, createTypedo, memoryStorage } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { setupFolder } from '../program.ts';
import { startServerProcess } from '../server-process.ts';
import { addAccount } from './account.ts';
import { Line } from './line.ts';
import { patience } from './soak.ts';
import { gapsIn, historyOf, snapshotOf } from './stored.ts';

const pauses = { first: 10, longest: 100, slow: 200 };

for (const dialect of dialects) {
  describe(dialect, patience, () => {
    it('a backup that was taken under load is restored whole, and programs that were ahead of it come to its state, with what they had not sent', async ({
      annotate,
    }) => {
      using folder = setupFolder();
      await using place = await setupPlace(dialect, { migrated: true });
      const data = place.url.replace(/^sqlite:/, '').replace(/[^/]+$/, '');
      const settings =
        dialect === 'sqlite'
          ? { DATA_DIR: data }
          : { DATA_DIR: folder.path, DATABASE_URL: place.url, AUTH_SECRET: randomUUID() };
      await using database = await createOrm({ url: place.url });
      const { userId, apiKey } = await addAccount(database);
      await database.close();
      await using programs = new AsyncDisposableStack();
      const server = programs.use(await startServerProcess({ ...settings, PORT: '0' }));
      const { url } = server;
      const typedo = createTypedo({ url, apiKey, attempts: 30 });
      const line = new Line();
      const open = (send: typeof fetch) =>
        programs.use(
          createReplica({
            typedo: createTypedo({ url, apiKey, fetch: send, attempts: 1 }),
            storage: memoryStorage(),
            userId,
            pauses,
          }),
        );
      const [ahead, away] = [open(fetch), open(line.fetch)];

      const work = new AbortController();
      const writing = Promise.all(
        Array.from({ length: 8 }, async () => {
          while (!work.signal.aborted) {
            const { id } = await typedo.task.create.mutate({ title: 'made under load' });
            await typedo.task.update.mutate({ id, patch: { title: 'renamed under load' } });
          }
        }),
      );
      await expect.poll(() => ahead.tasks.size, { timeout: 20_000 }).toBeGreaterThan(100);
      const file = join(folder.path, 'typedo.backup');
      await backup({ url: place.url, file });
      const behind = ahead.tasks.size;
      await expect.poll(() => ahead.tasks.size, { timeout: 20_000 }).toBeGreaterThan(behind + 50);
      work.abort();
      await writing;
      await Promise.all([ahead.synced(), away.synced()]);
      const before = await snapshotOf(typedo);
      line.cut();
      const unsent = await away.create({ title: 'never sent before' });
      const aheadOf = ahead.tasks.size;

      if (dialect === 'sqlite') expect(await server.end('SIGTERM')).toBe(0);
      await restore({ url: place.url, file, replace: true });
      if (dialect === 'sqlite') programs.use(await startServerProcess({ ...settings, PORT: new URL(url).port }));
      const restored = await snapshotOf(typedo);
      expect(restored.tasks.size).toBeLessThan(aheadOf);
      const reference = await restoredElsewhere(file, dialect, userId);
      expect(restored.tasks).toEqual(reference.tasks);
      expect(reference.gaps).toBe(0);

      // The head passes where it was, so that only its epoch tells a cursor of before.
      for (let { seq } = restored; seq <= before.seq; seq++)
        await typedo.task.create.mutate({ title: 'made after it' });
      line.heal();
      await Promise.all([ahead.synced(), away.synced()]);
      await ahead.synced(); // what the other one had to send
      const { tasks } = await snapshotOf(typedo);
      expect(tasks.has(unsent.id)).toBe(true);
      expect(new Map(ahead.tasks)).toEqual(tasks);
      expect(new Map(away.tasks)).toEqual(tasks);
      await annotate(
        `${aheadOf} tasks before, ${restored.tasks.size} in the backup, rows equal, 2 programs converged`,
        'figure',
      );
    });
  });
}

/** What a backup holds of an account, read from a database of its own. */
async function restoredElsewhere(file: string, dialect: (typeof dialects)[number], userId: string) {
  await using place = await setupPlace(dialect, { migrated: dialect === 'postgresql' });
  await restore({ url: place.url, file });
  await using database = await createOrm({ url: place.url });
  const rows = await database.kysely().selectFrom('tasks').select('id').where('user_id', '=', userId).execute();
  const store = createTaskStore(database);
  const owner = { userId, kind: 'session', keyId: null, scopes: [] } as const;
  const tasks = await Promise.all(rows.map(({ id }) => store.byId(owner, { id })));
  return { tasks: new Map(tasks.map((task) => [task.id, task])), gaps: gapsIn(await historyOf(database, userId)) };
}
