import type { Replica } from '@typedo/sdk';
import { createListeners } from '../app/listeners.ts';

/** Tells what changed in a replica, together for all that one turn of the page did. */
export interface Changes {
  /** Grows with every change of tasks. */
  readonly version: number;
  /** Calls the listener with the ids of the tasks that look different, or with none when something else changed. */
  readonly subscribe: (listener: (ids: ReadonlySet<string>) => void) => () => void;
  stop(): void;
}

/** Follows a replica until it is stopped. Ten thousand writes at once are one change here, so that lists are arranged once. */
export function followChanges(replica: Replica): Changes {
  const { subscribe, tell: tellAll } = createListeners<[ids: ReadonlySet<string>]>();
  let version = 0;
  let next: Set<string> | null = null;

  function tell() {
    const ids = next ?? new Set();
    next = null;
    if (ids.size > 0) version++;
    tellAll(ids);
  }

  const stop = replica.subscribe((ids) => {
    if (!next) {
      next = new Set();
      queueMicrotask(tell);
    }
    for (const id of ids) next.add(id);
  });
  return {
    get version() {
      return version;
    },
    subscribe,
    stop,
  };
}
