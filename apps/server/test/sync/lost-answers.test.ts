import { contractVersion, newId } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { createTypedo, type Typedo } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { addAccount } from './account.ts';
import { setupLosingProxy } from './losing-proxy.ts';
import { often, patience } from './soak.ts';
import { gapsIn, historyOf, snapshotOf } from './stored.ts';

const losses = often(1_000, 20_000);

for (const dialect of dialects) {
  describe(dialect, patience, () => {
    it('a write whose answer is lost after the commit, and that is sent again, has one effect', async ({
      annotate,
    }) => {
      await using server = await setupServer(dialect);
      const { userId, apiKey } = await addAccount(server.database);
      await using proxy = await setupLosingProxy(server.url, (lost) => lost < losses && Math.random() < 0.4);
      const programs = Array.from({ length: 200 }, () => ({
        typedo: createTypedo({ url: proxy.url, apiKey, attempts: 30 }),
        made: 0,
      }));
      await Promise.all(
        programs.map(async (program) => {
          for (; proxy.lost < losses; program.made++) await writeOne(program.typedo, program.made);
        }),
      );

      const writes = programs.reduce((sum, { made }) => sum + made, 0);
      const history = await historyOf(server.database, userId);
      const missing = Math.max(0, writes * effects - history.length);
      const doubled = Math.max(0, history.length - writes * effects);
      await annotate(
        `${writes} writes of ${effects} changes, ${proxy.lost} answers lost: doubled ${doubled}, missing ${missing}, gaps ${gapsIn(history)}`,
        'figure',
      );
      expect([missing, doubled, gapsIn(history)]).toEqual([0, 0, 0]);
      const { tasks } = await snapshotOf(createTypedo({ url: server.url, apiKey }));
      expect(tasks.size).toBe(writes);
      expect([...tasks.values()].filter(({ title, complete }) => title !== 'renamed' || !complete)).toEqual([]);
    });
  });
}

/** Changes of a task's life in {@link writeOne}. */
const effects = 4;

/** A task that is created, renamed, moved to the trash and brought back: by calls of their own, or pushed. */
async function writeOne({ task, sync }: Typedo, number: number): Promise<void> {
  const id = newId();
  if (number % 2) {
    await task.create.mutate({ id, title: 'made' });
    await task.update.mutate({ id, patch: { title: 'renamed', complete: true } });
    await task.delete.mutate({ id });
    await task.restore.mutate({ id });
    return;
  }
  const mutations = [
    { type: 'create', mutationId: id, id, title: 'made' },
    { type: 'update', mutationId: newId(), id, patch: { title: 'renamed', complete: true } },
    { type: 'delete', mutationId: newId(), id },
    { type: 'restore', mutationId: newId(), id },
  ] as const;
  const { outcomes } = await sync.push.mutate({ mutations: [...mutations], contractVersion });
  for (const outcome of outcomes) {
    const first = outcome.status === 'duplicate' ? outcome.first : outcome;
    expect(first.status).toBe('applied');
  }
}
