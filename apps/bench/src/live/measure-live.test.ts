import { dialects, setupPlace } from '@typedo/db/testing';
import { expect, it } from 'vitest';
import { createRehearsal } from '../stage/stage.ts';
import { formatLive, measureLive } from './measure-live.ts';

it('more streams of one account than it may have hear of a write, and so does one of each account', async () => {
  await using server = await setupPlace('postgresql', { migrated: false });
  const live = await measureLive({ stage: createRehearsal(server.url), dialects, streams: 120, writes: 3 });
  expect(live.map(({ dialect, whose }) => [dialect, whose])).toEqual(
    dialects.flatMap((dialect) => [
      [dialect, 'one'],
      [dialect, 'each'],
    ]),
  );
  for (const { fromSent, fromAnswer } of live) {
    expect(fromSent.p50).toBeGreaterThan(0);
    expect(fromSent.p99).toBeGreaterThanOrEqual(fromSent.p50);
    expect(fromAnswer.p50).toBeLessThan(fromSent.p50);
  }
  expect(formatLive(live)).toContain('the last of 120 streams');
});
