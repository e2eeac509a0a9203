import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCounter } from './rate-counter.ts';

describe('a counter of calls', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  test('tells how long to wait, and it is true', () => {
    const count = createCounter({ points: 10, seconds: 10 });
    expect(count('ada', 4)).toBe(0);
    vi.advanceTimersByTime(6_500);
    expect(count('ada', 6)).toBe(0);
    expect(count('ada', 1)).toBe(4);
    expect(count('bob', 5)).toBe(0);
    vi.advanceTimersByTime(4_000);
    expect(count('ada', 9)).toBe(0);
  });

  test('is not made longer by what is refused', () => {
    const count = createCounter({ points: 2, seconds: 10 });
    for (let second = 0; second < 10; second++) {
      expect(count('ada', 2)).toBe(second === 0 ? 0 : second === 1 ? 0 : 10 - second);
      vi.advanceTimersByTime(1_000);
    }
    expect(count('ada', 1)).toBe(0);
  });

  test('lets what is more than all pass when nothing else did, with the call that was counted before', () => {
    const count = createCounter({ points: 10, seconds: 10 });
    expect(count('ada', 1)).toBe(0);
    expect(count('ada', 1_000)).toBe(0);
    expect(count('ada', 1)).toBe(10);
    const one = createCounter({ points: 1, seconds: 10 });
    expect(one('ada', 1_000)).toBe(0);
    expect(one('ada', 0)).toBe(0);
  });

  test('keeps nobody waiting for longer than its window when the clock is set back', () => {
    const count = createCounter({ points: 1, seconds: 10 });
    count('ada', 1);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(count('ada', 1)).toBe(10);
    vi.advanceTimersByTime(10_000);
    expect(count('ada', 1)).toBe(0);
  });

  test('has so many keys in a window and no more: the next ones share places, those that were there keep theirs', () => {
    const count = createCounter({ points: 10, seconds: 10 }, { keys: 3, shared: 1 });
    for (const key of ['a', 'b', 'c']) expect(count(key, 5)).toBe(0);
    expect(count('stranger', 9)).toBe(0);
    expect(count('another', 2)).toBe(10);
    expect(count('a', 5)).toBe(0);
    expect(count('a', 1)).toBe(10);
    vi.advanceTimersByTime(10_000);
    expect(count('another', 2)).toBe(0);
    expect(count('stranger', 9)).toBe(0);
  });
});

test('a count costs microseconds, and a flood of addresses a bounded memory', async ({ annotate }) => {
  const count = createCounter({ points: 1_000_000, seconds: 60 });
  for (let turn = 0; turn < 20_000; turn++) count(`10.0.0.${turn % 256}`, 1);
  const begun = performance.now();
  for (let turn = 0; turn < 100_000; turn++) count(`10.0.0.${turn % 256}`, 1);
  const micro = ((performance.now() - begun) * 1000) / 100_000;
  const before = heap();
  for (let turn = 0; turn < 300_000; turn++) count(`2001:db8:${turn >> 16}:${turn & 0xffff}::/64`, 1);
  const grown = (heap() - before) / 1e6;
  await annotate(
    `one count ${micro.toFixed(2)} us; 300,000 addresses in a window hold ${grown.toFixed(0)} MB`,
    'figure',
  );
  expect(grown).toBeLessThan(20); // without the bound it would be 150
});

/** What is held, in bytes. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)(); // what that name stands for
  return process.memoryUsage().heapUsed;
}
