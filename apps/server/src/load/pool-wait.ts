import type { PostgresDatabase } from '@typedo/db';

/** Measures how long the first one in a pool's queue has waited for a connection. */
export interface PoolWait {
  /** That many milliseconds, to within the time between two looks; `now` is of `performance.now()`. */
  look(now: number): number;
  start(): void;
  stop(): void;
}

/**
 * The queue is first in, first out, and the pool says only how long it is and when somebody leaves it. So each look notes the number of the
 * last one in the queue, counted from the beginning: whoever is first now was there at every look whose last one has not left yet.
 */
export function createPoolWait(pool: PostgresDatabase['pool']): PoolWait {
  const looks: { at: number; last: number }[] = [];
  let left = 0;
  const count = () => void left++;
  return {
    look(now) {
      const waiting = pool.waitingCount;
      if (waiting === 0) looks.length = 0; // those who gave up did not count as having left
      while (looks[0] && looks[0].last <= left) looks.shift();
      if (waiting > 0) looks.push({ at: now, last: left + waiting });
      return looks[0] ? now - looks[0].at : 0;
    },
    start: () => void pool.on('acquire', count),
    stop: () => void pool.off('acquire', count),
  };
}
