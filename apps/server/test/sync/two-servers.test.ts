import { newId } from '@typedo/contract';
import { createTypedo } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { setupServer, type TestServer } from '../setup-server.ts';
import { addAccount } from './account.ts';
import { percentile } from './figures.ts';
import { plainStream } from './plain-stream.ts';
import { setupPooler } from './pooler.ts';
import { often, patience } from './soak.ts';
import { historyOf } from './stored.ts';

describe('two servers over one PostgreSQL', patience, () => {
  it('tell each other what is written', async ({ annotate }) => {
    await using one = await setupServer('postgresql');
    await using other = await setupServer('postgresql', { beside: one });
    const { delays, ...faults } = await writeAndFollow(one, other, often(200, 10_000));
    await annotate(figure(delays), 'figure');
    expect(faults).toEqual({ missed: 0, twice: 0, outOfOrder: 0 });
  });

  it('go on when the connection that listens is killed, and listen again', async ({ annotate }) => {
    await using one = await setupServer('postgresql');
    await using other = await setupServer('postgresql', { beside: one });
    let kills = 0;
    const killed = async (count: number) => {
      if (count % 50 === 25) kills += await killListeners(other);
    };
    const { delays, ...faults } = await writeAndFollow(one, other, often(200, 2_000), killed);
    await annotate(`${figure(delays)}, listeners killed ${kills} times`, 'figure');
    expect(faults).toEqual({ missed: 0, twice: 0, outOfOrder: 0 });
    expect(other.errors.splice(0).length).toBeGreaterThan(0); // each is told to the operator
  });

  it('find out by polling where LISTEN is accepted and never delivers, as behind a transaction pooler', async ({
    annotate,
  }) => {
    await using one = await setupServer('postgresql');
    await using pooler = await setupPooler(one.database.url);
    await using other = await setupServer('postgresql', {
      beside: one,
      directUrl: pooler.url,
      ...(pooler.keepsStatements ? { url: pooler.url } : {}),
    });
    const { delays, ...faults } = await writeAndFollow(one, other, often(30, 500));
    await annotate(`${figure(delays)}, through ${pooler.name}`, 'figure');
    expect(faults).toEqual({ missed: 0, twice: 0, outOfOrder: 0 });
    expect(other.errors.splice(0).map(({ line }) => line)).toEqual([expect.stringContaining('DATABASE_DIRECT_URL')]);
  });
});

/** Writes on one server, one task after the other and then many at once, while a stream of the other follows. */
async function writeAndFollow(
  one: TestServer,
  other: TestServer,
  count: number,
  between: (written: number) => Promise<void> = async () => {},
) {
  const { userId, apiKey } = await addAccount(one.database);
  const { sync, task } = createTypedo({ url: one.url, apiKey });
  const { cursor } = await sync.pull.query({ cursor: null });
  const total = count * 2;
  const heard: string[] = [];
  const waiting = new Map<string, () => void>();
  const following = (async () => {
    for await (const { data } of plainStream(other.url, { apiKey, lastEventId: cursor ?? '' })) {
      if ('reset' in data) throw new Error('Reset');
      for (const { id } of data.tasks) {
        heard.push(id);
        waiting.get(id)?.();
      }
      if (heard.length >= total) return;
    }
  })();
  const delays: number[] = [];
  for (let written = 0; written < count; written++) {
    const id = newId();
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(id, resolve);
    const sent = performance.now();
    await task.create.mutate({ id, title: 'one after the other' });
    await promise;
    delays.push(performance.now() - sent);
    await between(written);
  }
  await Promise.all(
    Array.from({ length: count }, () =>
      createTypedo({ url: one.url, apiKey }).task.create.mutate({ title: 'all at once' }),
    ),
  );
  await following;
  const order = (await historyOf(one.database, userId)).map(({ taskId }) => taskId);
  return {
    delays,
    missed: order.length - new Set(order).intersection(new Set(heard)).size,
    twice: heard.length - new Set(heard).size,
    outOfOrder: heard.filter((id, index) => id !== order[index]).length,
  };
}

function figure(delays: number[]): string {
  const ms = (share: number) => `${percentile(delays, share).toFixed(1)} ms`;
  return `${delays.length} writes on A seen on B, from sending to hearing: p50 ${ms(0.5)}, p99 ${ms(0.99)}`;
}

/** Gives how many there were. */
async function killListeners({ database }: TestServer): Promise<number> {
  if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
  const { rowCount } = await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'typedo-listener'`,
  );
  return rowCount ?? 0;
}
