import { newId } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { createTypedo } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { addAccount } from './account.ts';
import { plainStream } from './plain-stream.ts';
import { often } from './soak.ts';
import { historyOf } from './stored.ts';

const followers = 20;
const drops = often(1_000, 50_000) / followers; // of each

for (const dialect of dialects) {
  describe(dialect, () => {
    it('who is dropped at random moments and goes on from the last event, by plain HTTP, misses nothing and hears nothing twice', async ({
      annotate,
    }) => {
      await using server = await setupServer(dialect);
      const { userId, apiKey } = await addAccount(server.database);
      const begin = await createTypedo({ url: server.url, apiKey }).sync.pull.query({ cursor: null });
      const writers = new AbortController();
      const writing = Promise.all(
        Array.from({ length: 4 }, async () => {
          const { task } = createTypedo({ url: server.url, apiKey });
          while (!writers.signal.aborted) await task.create.mutate({ id: newId(), title: 'made meanwhile' });
        }),
      );
      const heard = Array.from({ length: followers }, async () => {
        const ids: string[] = [];
        let lastEventId = begin.cursor ?? '';
        for (let drop = 0; drop < drops; drop++) {
          const gone = new AbortController();
          const timer = setTimeout(() => gone.abort(), Math.random() * 300);
          try {
            for await (const { id, data } of plainStream(server.url, { apiKey, lastEventId, signal: gone.signal })) {
              if ('reset' in data) throw new Error('Reset');
              ids.push(...data.tasks.map((task) => task.id));
              lastEventId = id;
            }
          } catch (error) {
            if (!gone.signal.aborted) throw error;
          } finally {
            clearTimeout(timer);
          }
        }
        return { ids, lastEventId };
      });
      const ends = await Promise.all(heard);
      writers.abort();
      await writing;

      const order = (await historyOf(server.database, userId)).map(({ taskId }) => taskId);
      const faults = { missed: 0, twice: 0, outOfOrder: 0 };
      for (const { ids, lastEventId } of ends) {
        // What came after the last drop.
        const rest = await createTypedo({ url: server.url, apiKey }).sync.pull.query({
          cursor: lastEventId,
          limit: 1000,
        });
        const all = [...ids, ...rest.tasks.map(({ id }) => id)];
        faults.missed += order.length - new Set(order).intersection(new Set(all)).size;
        faults.twice += all.length - new Set(all).size;
        faults.outOfOrder += all.filter((id, index) => id !== order[index]).length;
      }
      await annotate(
        `${followers * drops} reconnects while ${order.length} tasks were created: missed ${faults.missed}, twice ${faults.twice}`,
        'figure',
      );
      expect(faults).toEqual({ missed: 0, twice: 0, outOfOrder: 0 });
    });
  });
}
