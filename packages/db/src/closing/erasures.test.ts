import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createErasures } from './erasures.ts';

const forLong = 600_000;

function setup({ retryMs }: { retryMs: number }) {
  const world = { tried: [] as string[], failures: [] as unknown[], bad: new Set<string>(['bad', 'worse']) };
  const stop = new AbortController();
  const erasures = createErasures({
    async erase(userId) {
      world.tried.push(userId);
      if (world.bad.has(userId)) throw new Error(userId);
      return true;
    },
    onFailure: (cause) => void world.failures.push(cause),
    retryMs,
    stop: stop.signal,
  });
  return { ...world, stop, erasures };
}

describe('erasures', () => {
  test('go on with the next when one fails, and rest when all that is left has failed', async () => {
    const { tried, failures, stop, erasures } = setup({ retryMs: forLong });
    erasures.add(['bad', 'worse', 'good']);
    await erasures.erased('good');
    erasures.add(['bad']); // waits already
    await expect.poll(() => failures).toEqual([new Error('bad'), new Error('worse')]);
    expect(tried).toEqual(['bad', 'worse', 'good']);
    stop.abort();
    await erasures.ended();
    expect(tried).toHaveLength(3);
  });

  test('do not let who comes later wait for those that failed', async () => {
    const { tried, stop, erasures } = setup({ retryMs: forLong });
    erasures.add(['bad', 'good']);
    await erasures.erased('good');
    await turn(); // it rests by now
    erasures.add(['later']);
    await erasures.erased('later');
    expect(tried).toEqual(['bad', 'good', 'later']);
    stop.abort();
    await erasures.ended();
  });

  test('try what failed again until it succeeds', async () => {
    const { tried, bad, erasures } = setup({ retryMs: 5 });
    erasures.add(['bad', 'good']);
    await expect.poll(() => tried.filter((userId) => userId === 'bad').length).toBeGreaterThan(2);
    bad.clear();
    await erasures.erased('bad');
    await erasures.ended();
    expect(tried.filter((userId) => userId === 'good')).toHaveLength(1);
  });
});
