import type { Task } from '@typedo/sdk';
import { createListeners } from '../app/listeners.ts';
import type { History } from '../undo/history.ts';

/** The tasks that were moved to the trash on this page, until they come back: the replica itself holds no trash. */
export interface DeletedHere {
  /** The last deleted first. Another array whenever it changes. */
  readonly list: () => readonly Task[];
  readonly subscribe: (listener: () => void) => () => void;
}

/** Follows what is done, undone and done again on this page. However many tasks a step is about, the list is made once. */
export function createDeletedHere(history: Pick<History, 'subscribe'>): DeletedHere {
  const { subscribe, tell } = createListeners();
  const deleted = new Map<string, Task>();
  let list: readonly Task[] = [];

  history.subscribe((moves) => {
    let isChanged = false;
    for (const { id, from, to } of moves) {
      if (deleted.delete(id)) isChanged = true; // one that is deleted again stands in front
      if (to || !from) continue;
      deleted.set(id, from);
      isChanged = true;
    }
    if (!isChanged) return;
    list = [...deleted.values()].toReversed();
    tell();
  });
  return { list: () => list, subscribe };
}
