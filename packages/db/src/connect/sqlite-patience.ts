import { setTimeout as sleep } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import { isBusy } from './sqlite-errors.ts';

/**
 * Runs something, and again after it failed because another program holds the file, for so many milliseconds; the event loop goes on
 * meanwhile. It may be run several times, so what a failed run did must not stay. Rejects with SQLite's error when the time is over, and
 * at once when the file is known to be held for that long already.
 */
export type Patiently = <T>(ms: number, run: () => T | Promise<T>) => Promise<T>;

/** Milliseconds between two looks at a file that another program holds. */
const pauseMs = 25;

/** A lock of another program on the file, for as long as somebody waits for its end. */
interface Lock {
  readonly since: number;
  readonly error: unknown;
  readonly freed: Promise<void>;
}

/** Makes the function that waits for other programs. Of all who wait, one asks the file: each time that blocks for as long as the driver waits. */
export function createPatience(writer: Sqlite.Database): Patiently {
  const now: { lock?: Lock | undefined; waiting: number } = { waiting: 0 };
  const watch = async (): Promise<void> => {
    do await sleep(pauseMs);
    while (now.waiting > 0 && !mayBegin(writer));
    now.lock = undefined;
  };
  return async (ms, run) => {
    const end = Math.min(Date.now(), now.lock?.since ?? Infinity) + ms;
    for (;;) {
      now.waiting++;
      while (now.lock && Date.now() < end) await settledWithin(now.lock.freed, end - Date.now());
      now.waiting--;
      if (now.lock) throw now.lock.error;
      try {
        return await run();
      } catch (error) {
        if (!isBusy(error) || Date.now() >= end) throw error;
        now.lock ??= { since: Date.now(), error, freed: watch() };
      }
    }
  };
}

/** Whether a write could begin. In the middle of a transaction only whoever has that can tell. */
function mayBegin(writer: Sqlite.Database): boolean {
  if (writer.inTransaction) return true;
  try {
    writer.exec('begin immediate; rollback');
    return true;
  } catch (error) {
    return !isBusy(error);
  }
}

async function settledWithin(promise: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([promise, sleep(ms, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
}
