import { dialects, setupPlace } from '@typedo/db/testing';
import { expect, it } from 'vitest';
import { createRehearsal } from '../stage/stage.ts';
import { formatStart, measureStart } from './measure-start.ts';

it('a start is measured on a new and on an existing database of each kind', async () => {
  await using server = await setupPlace('postgresql', { migrated: false });
  const starts = await measureStart({ stage: createRehearsal(server.url), dialects, rounds: 1 });
  expect(starts.map(({ dialect, database }) => [dialect, database])).toEqual(
    dialects.flatMap((dialect) => [
      [dialect, 'new'],
      [dialect, 'existing'],
    ]),
  );
  for (const { readyMs, answeredMs } of starts) {
    expect(readyMs).toBeGreaterThan(0);
    expect(answeredMs).toBeGreaterThan(readyMs / 2);
  }
  expect(formatStart(starts).split('\n')).toHaveLength(4);
});
