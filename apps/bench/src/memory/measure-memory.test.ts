import { dialects, setupPlace } from '@typedo/db/testing';
import { expect, it } from 'vitest';
import { createRehearsal } from '../stage/stage.ts';
import { formatMemory, measureMemory } from './measure-memory.ts';

it('the memory of a server and of its streams is measured on each database', async () => {
  await using server = await setupPlace('postgresql', { migrated: false });
  const figures = await measureMemory({ stage: createRehearsal(server.url), dialects, streams: [200] });
  expect(figures.map(({ dialect }) => dialect)).toEqual(dialects);
  for (const { started, atRest, perStream } of figures) {
    expect(started).toBeGreaterThan(atRest.heapUsed);
    expect(perStream.map(({ streams }) => streams)).toEqual([200]);
    for (const { heapUsed } of perStream) expect(heapUsed).toBeGreaterThan(1_000);
  }
  expect(formatMemory(figures)).toContain('each of 200 streams');
});
