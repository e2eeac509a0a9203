import { newId } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { createTypedo, type Typedo } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { addAccount } from './account.ts';
import { plainStream } from './plain-stream.ts';
import { often } from './soak.ts';
import { historyOf } from './stored.ts';

const writers = 50;
const creates = often(10, 400); // of each writer

for (const dialect of dialects) {
  describe(dialect, () => {
    it.each([
      ['one account', 1],
      ['fifty accounts', writers],
    ])(
      'who follows fifty writers of %s misses nothing, and hears nothing twice or out of order',
      async (_name, accounts) => {
        await using server = await setupServer(dialect);
        const people = await Promise.all(Array.from({ length: accounts }, () => addAccount(server.database)));
        const total = (writers / accounts) * creates;
        const begin = await Promise.all(
          people.map(async ({ apiKey, userId }) => {
            const typedo = createTypedo({ url: server.url, apiKey });
            return { apiKey, userId, typedo, ...(await typedo.sync.pull.query({ cursor: null })) };
          }),
        );
        const following = begin.flatMap(({ apiKey, userId, typedo, cursor }) => {
          const streams = Array.from({ length: accounts === 1 ? 3 : 1 }, () =>
            stream(server.url, { apiKey, lastEventId: cursor ?? '' }, total),
          );
          return [...streams, pull(typedo, total)].map(async (heard) => ({ userId, ids: await heard }));
        });
        await Promise.all(
          Array.from({ length: writers }, async (_, writer) => {
            const { task } = createTypedo({ url: server.url, apiKey: people[writer % accounts]!.apiKey });
            for (let n = 0; n < creates; n++) await task.create.mutate({ id: newId(), title: `${writer}/${n}` });
          }),
        );
        const faults = { missed: 0, twice: 0, outOfOrder: 0 };
        for (const { userId, ids } of await Promise.all(following)) {
          const order = (await historyOf(server.database, userId)).map(({ taskId }) => taskId);
          faults.missed += order.length - new Set(order).intersection(new Set(ids)).size;
          faults.twice += ids.length - new Set(ids).size;
          faults.outOfOrder += ids.filter((id, index) => id !== order[index]).length;
        }
        expect(faults).toEqual({ missed: 0, twice: 0, outOfOrder: 0 });
      },
    );
  });
}

/** Pulls in small pages as fast as it can, until it has heard of so many tasks; their ids as they came. */
async function pull({ sync }: Typedo, total: number): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = null; ids.length < total;) {
    const page = await sync.pull.query({ cursor, limit: 7 });
    ids.push(...page.tasks.map(({ id }) => id));
    ({ cursor } = page);
  }
  return ids;
}

async function stream(url: string, from: { apiKey: string; lastEventId: string }, total: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { data } of plainStream(url, from)) {
    if ('reset' in data) throw new Error('Reset');
    ids.push(...data.tasks.map(({ id }) => id));
    if (ids.length >= total) break;
  }
  return ids;
}
