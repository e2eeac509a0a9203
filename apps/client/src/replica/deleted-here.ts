import type { Replica, Task } from '@typedo/sdk';
import { createListeners } from '../app/listeners.ts';
import type { History } from '../undo/history.ts';
import type { Changes } from './changes.ts';

/**
 * The tasks that were moved to the trash on this page, and those that this device moved there and the server did not know of at some time of
 * this visit, until they come back here: the replica itself holds no trash.
 */
export interface DeletedHere {
  /** The last deleted first. Another array whenever it changes. */
  readonly list: () => readonly Task[];
  readonly subscribe: (listener: () => void) => () => void;
}

/**
 * Follows what is done, undone and done again on this page, and the deletes that wait on the device. However many tasks a step is about, the
 * list is made once.
 */
export function createDeletedHere(
  history: Pick<History, 'subscribe'>,
  changes: Pick<Changes, 'subscribe'>,
  replica: Pick<Replica, 'deleting'>,
): DeletedHere {
  const { subscribe, tell } = createListeners();
  const deleted = new Map<string, Task>();
  let list: readonly Task[] = [];
  let deleting: readonly Task[] = [];

  function show() {
    list = [...deleted.values()].toReversed();
    tell();
  }

  history.subscribe((moves) => {
    let isChanged = false;
    for (const { id, from, to } of moves) {
      if (deleted.delete(id)) isChanged = true; // one that is deleted again stands in front
      if (to || !from) continue;
      deleted.set(id, from);
      isChanged = true;
    }
    if (isChanged) show();
  });

  // By an earlier visit, or in another tab. They stay when the server has them: its trash is read a moment later.
  function look() {
    if (deleting === replica.deleting) return;
    ({ deleting } = replica);
    const news = deleting.filter((task) => deleted.get(task.id) !== task);
    for (const task of news) deleted.set(task.id, task);
    if (news.length > 0) show();
  }
  look();
  changes.subscribe(look);
  return { list: () => list, subscribe };
}
