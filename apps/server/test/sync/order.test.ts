import { hasReached } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { createTypedo, type Typedo } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { addAccount } from './account.ts';
import { Follower } from './follower.ts';
import { often, patience } from './soak.ts';
import { gapsIn, historyOf, snapshotOf } from './stored.ts';
import { writeRound } from './writer.ts';

const writers = 50;
const rounds = often(4, 200); // of each writer

for (const dialect of dialects) {
  describe(dialect, patience, () => {
    it.each([
      ['one account', 1],
      ['fifty accounts', writers],
    ])(
      'who follows fifty writers of %s misses nothing, and hears nothing twice or out of order',
      async (_name, accounts) => {
        await using server = await setupServer(dialect);
        const end = new AbortController();
        const people = await Promise.all(
          Array.from({ length: accounts }, async () => {
            const { userId, apiKey } = await addAccount(server.database);
            const typedo = createTypedo({ url: server.url, apiKey });
            const shared = await typedo.task.create.mutate({ title: 'everybody changes this' });
            const { cursor } = await typedo.sync.pull.query({ cursor: null });
            const followers = Array.from({ length: accounts === 1 ? 4 : 2 }, () => {
              const follower = new Follower(cursor ?? '');
              follower.tasks.set(shared.id, shared);
              return follower;
            });
            const [puller, ...streaming] = followers;
            const following = [
              pull(typedo, puller!, end.signal),
              ...streaming.map((follower) => follower.follow(server.url, apiKey, end.signal)),
            ];
            return { userId, apiKey, typedo, shared, followers, following };
          }),
        );
        const made = await Promise.all(
          Array.from({ length: writers }, async (_, writer) => {
            const { apiKey, shared } = people[writer % accounts]!;
            const typedo = createTypedo({ url: server.url, apiKey });
            let changes = 0;
            for (let round = 0; round < rounds; round++) changes += await writeRound(typedo, shared.id, round);
            return changes;
          }),
        );

        // Nobody writes any more: the last change has to come by itself.
        const faults = { missed: 0, twice: 0, outOfOrder: 0, gaps: 0 };
        let changes = 0;
        for (const { userId, typedo, followers } of people) {
          const { tasks, cursor } = await snapshotOf(typedo);
          await expect
            .poll(() => followers.filter((follower) => !hasReached(follower.cursor, cursor)).length, {
              timeout: often(20_000, 900_000),
            })
            .toBe(0);
          for (const follower of followers) {
            faults.missed += follower.missed(tasks);
            faults.twice += follower.faults.twice;
            faults.outOfOrder += follower.faults.outOfOrder;
          }
          const history = await historyOf(server.database, userId);
          faults.gaps += gapsIn(history);
          changes += history.length - 1; // the shared task
        }
        end.abort();
        await Promise.all(people.flatMap(({ following }) => following));
        expect(faults).toEqual({ missed: 0, twice: 0, outOfOrder: 0, gaps: 0 });
        expect(changes).toBe(made.reduce((sum, one) => sum + one, 0));
      },
    );
  });
}

/** Pulls in small pages as fast as it can. */
async function pull({ sync }: Typedo, follower: Follower, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const page = await sync.pull.query({ cursor: follower.cursor, limit: 7 });
    if (page.reset) throw new Error('Reset');
    if (page.cursor !== follower.cursor) follower.take(page.cursor, page);
  }
}
