import type { PostgresDatabase } from '@typedo/db';
import { createPoolWait } from './pool-wait.ts';
import { createSwitch, type Bounds } from './switch.ts';

/** What a server has too much of: work for its one thread, or waiting for connections to its database. */
export type Overload = 'loop' | 'pool';

/** From which delay of the event loop, and from which wait for a connection, there is too much, and when no longer; in milliseconds. */
export interface LoadLimits {
  readonly loop: Bounds;
  readonly pool: Bounds;
}

/** A call waits some milliseconds at most while all is well; who waits for half a second is better off elsewhere, or a moment later. */
export const loadLimits: LoadLimits = { loop: { above: 500, below: 100 }, pool: { above: 1_000, below: 100 } };

/** Watches how busy a server is. */
export interface LoadMeter {
  /** What there is too much of now; null while all is well. */
  readonly overload: Overload | null;
  /** Begins to look, 20 times a second. It keeps no process alive. */
  start(this: void): void;
  stop(this: void): void;
}

const sampleMs = 50;

/** Makes the meter of a server over a pool of connections, if it has one. */
export function createLoadMeter(options: {
  pool: PostgresDatabase['pool'] | null;
  limits: LoadLimits;
  /** Hears by how many milliseconds the event loop was late, at each look. */
  onDelay: (ms: number) => void;
  /** Hears when there is too much of something, and when no longer. */
  onChange: (overload: Overload | null) => void;
}): LoadMeter {
  const { pool, limits, onDelay, onChange } = options;
  const wait = pool && createPoolWait(pool);
  const loopIsBusy = createSwitch(limits.loop);
  const poolIsBusy = createSwitch(limits.pool);
  let overload: Overload | null = null;
  let timer: NodeJS.Timeout | undefined;
  let due = 0;

  function look(): void {
    const now = performance.now();
    const delay = Math.max(0, now - due);
    due = now + sampleMs;
    onDelay(delay);
    const loop = loopIsBusy(delay);
    const pool = wait !== null && poolIsBusy(wait.look(now));
    const found = loop ? 'loop' : pool ? 'pool' : null;
    if (found === overload) return;
    overload = found;
    onChange(found);
  }

  return {
    get overload() {
      return overload;
    },
    start() {
      wait?.start();
      due = performance.now() + sampleMs;
      timer ??= setInterval(look, sampleMs).unref();
    },
    stop() {
      wait?.stop();
      clearInterval(timer);
      timer = undefined;
    },
  };
}
