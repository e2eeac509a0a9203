import { dialects, setupPlace } from '@typedo/db/testing';
import { expect, it } from 'vitest';
import { createRehearsal } from '../stage/stage.ts';
import { measureScale } from './measure-scale.ts';
import { createPopulation, inTurn } from './population.ts';
import { formatScale, growthOf } from './table.ts';

it('the same works are measured in databases of several sizes, and compared', async () => {
  await using server = await setupPlace('postgresql', { migrated: false });
  const sizes = dialects.flatMap((dialect) => [2_000, 4_000].map((tasks) => ({ dialect, tasks })));
  const said: string[] = [];
  const rows = await measureScale({
    stage: createRehearsal(server.url),
    sizes,
    rounds: 1,
    ms: 20,
    say: (line) => said.push(line),
  });
  expect(said).toContain('Measuring sqlite');
  const names = ['list 50', 'byId', 'pull of 1,000', 'pull from now', 'count', 'search', 'create', 'update'];
  for (const { dialect, tasks } of sizes) {
    const found = rows.filter((row) => row.dialect === dialect && row.tasks === tasks);
    expect(found.map(({ work }) => work)).toEqual(names);
  }
  for (const row of rows) {
    expect([row.p50 > 0, row.p99 >= row.p50, row.perSecond > 0]).toEqual([true, true, true]);
    expect(growthOf(rows, row) === null).toBe(row.tasks === 2_000);
  }
  expect(formatScale(rows).split('\n')).toHaveLength(rows.length + 1);
});

it('accounts have about as many tasks together as were asked for, and one has very many where there is room', () => {
  for (const tasks of [10_000, 1_000_000, 10_000_000]) {
    const { accounts, some, more, most } = createPopulation(tasks);
    expect(accounts.reduce((sum, account) => sum + account.tasks, 0)).toBe(tasks);
    expect([some.length > 0, more.length > 0, most.length]).toEqual([true, true, tasks > 10_000 ? 1 : 0]);
    expect(accounts.map(({ number }) => number)).toEqual(accounts.map((_, at) => at + 1));
  }
});

it('accounts come in turn, each once before any comes again', () => {
  const turns = inTurn(Array.from({ length: 80 }, (_, at) => at));
  const first = Array.from({ length: 80 }, () => turns.next().value);
  expect(new Set(first).size).toBe(80);
  expect(turns.next().value).toBe(first[0]);
});
