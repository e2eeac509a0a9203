import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@typedo/contract';
import { createOrm } from '@typedo/db';
import { dialects, setupPlace } from '@typedo/db/testing';
import { createTypedo } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { setupFolder } from '../program.ts';
import { startServerProcess } from '../server-process.ts';
import { addAccount } from './account.ts';
import { often, patience } from './soak.ts';
import { gapsIn, historyOf, snapshotOf } from './stored.ts';

const kills = often(3, 100);
const writers = 16;

for (const dialect of dialects) {
  describe(dialect, patience, () => {
    it('a server that is killed among writes loses none that it acknowledged, and doubles none that is repeated', async ({
      annotate,
    }) => {
      using folder = setupFolder();
      await using place = await setupPlace(dialect, { migrated: true });
      const file = place.url.replace(/^sqlite:/, '');
      const settings = {
        PORT: '0',
        ...(dialect === 'sqlite'
          ? { DATA_DIR: file.slice(0, file.lastIndexOf('/')) }
          : { DATA_DIR: folder.path, DATABASE_URL: place.url, AUTH_SECRET: randomUUID() }),
      };
      await using database = await createOrm({ url: place.url });
      const { userId, apiKey } = await addAccount(database);
      await using crashes = new AsyncDisposableStack();
      let server = crashes.use(await startServerProcess(settings));
      const { url } = server;
      const stay = { ...settings, PORT: new URL(url).port };

      const acknowledged = new Map<string, number>();
      const work = new AbortController();
      const write = async () => {
        const { task } = createTypedo({ url, apiKey, attempts: 60, timeout: 5_000 });
        while (!work.signal.aborted) {
          const id = newId();
          await task.create.mutate({ id, title: '0' });
          acknowledged.set(id, 1);
          for (let version = 1; version <= 3; version++) {
            await task.update.mutate({ id, patch: { title: `${version}` } });
            acknowledged.set(id, version + 1);
          }
        }
      };
      const all = Promise.all(Array.from({ length: writers }, write));
      for (let kill = 0; kill < kills; kill++) {
        const before = acknowledged.size;
        await expect.poll(() => acknowledged.size, { timeout: 30_000 }).toBeGreaterThan(before + writers);
        await sleep(Math.random() * 50); // not always at the same moment of a write
        await server.end('SIGKILL');
        server = crashes.use(await startServerProcess(stay));
      }
      work.abort();
      await all;

      const history = await historyOf(database, userId);
      const effects = Map.groupBy(history, ({ taskId }) => taskId);
      const sum = (of: (id: string, times: number) => number) =>
        [...acknowledged].reduce((total, [id, times]) => total + of(id, times), 0);
      const lost = sum((id, times) => Math.max(0, times - (effects.get(id)?.length ?? 0)));
      const doubled = sum((id, times) => Math.max(0, (effects.get(id)?.length ?? 0) - times));
      await annotate(
        `${kills} kills among ${history.length} acknowledged writes: lost ${lost}, doubled ${doubled}, gaps ${gapsIn(history)}`,
        'figure',
      );
      expect([lost, doubled, gapsIn(history)]).toEqual([0, 0, 0]);
      const { tasks, seq } = await snapshotOf(createTypedo({ url, apiKey }));
      expect([tasks.size, seq]).toEqual([acknowledged.size, history.length]);
      expect([...tasks.values()].filter(({ title }) => title !== '3')).toEqual([]);
    });
  });
}
