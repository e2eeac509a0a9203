import { hasReached } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { createTypedo } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { addAccount } from './account.ts';
import { Follower } from './follower.ts';
import { often, patience } from './soak.ts';
import { snapshotOf } from './stored.ts';
import { writeRound } from './writer.ts';

const followers = 20;
const drops = often(1_000, 50_000) / followers; // of each

for (const dialect of dialects) {
  describe(dialect, patience, () => {
    it('who is dropped at random moments and goes on from the last event, by plain HTTP, misses nothing and hears nothing twice', async ({
      annotate,
    }) => {
      await using server = await setupServer(dialect);
      const { apiKey } = await addAccount(server.database);
      const typedo = createTypedo({ url: server.url, apiKey });
      const shared = await typedo.task.create.mutate({ title: 'everybody changes this' });
      const { cursor } = await typedo.sync.pull.query({ cursor: null });
      const writers = new AbortController();
      const writing = Promise.all(
        Array.from({ length: 4 }, async () => {
          let changes = 0;
          for (let round = 0; !writers.signal.aborted; round++) changes += await writeRound(typedo, shared.id, round);
          return changes;
        }),
      );
      const all = Array.from({ length: followers }, () => {
        const follower = new Follower(cursor ?? '');
        follower.tasks.set(shared.id, shared);
        return follower;
      });
      await Promise.all(
        all.map(async (follower) => {
          for (let drop = 0; drop < drops; drop++) {
            const gone = new AbortController();
            const timer = setTimeout(() => gone.abort(), Math.random() * 300);
            await follower.follow(server.url, apiKey, gone.signal);
            clearTimeout(timer);
          }
        }),
      );
      writers.abort();
      const changes = (await writing).reduce((sum, one) => sum + one, 0);

      const { tasks, cursor: last } = await snapshotOf(typedo);
      const end = new AbortController();
      const rest = all.map((follower) => follower.follow(server.url, apiKey, end.signal));
      const behind = () => all.filter((follower) => !hasReached(follower.cursor, last)).length;
      await expect.poll(behind, { timeout: 10_000 }).toBe(0);
      end.abort();
      await Promise.all(rest);
      const faults = { missed: 0, twice: 0, outOfOrder: 0 };
      for (const follower of all) {
        faults.missed += follower.missed(tasks);
        faults.twice += follower.faults.twice;
        faults.outOfOrder += follower.faults.outOfOrder;
      }
      await annotate(
        `${followers * drops} reconnects while ${changes} changes were made: missed ${faults.missed}, twice ${faults.twice}`,
        'figure',
      );
      expect(faults).toEqual({ missed: 0, twice: 0, outOfOrder: 0 });
    });
  });
}
