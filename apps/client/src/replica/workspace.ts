import type { RefusedOp, Replica, Task } from '@typedo/sdk';
import { createHistory, type History } from '../undo/history.ts';
import { followChanges, type Changes } from './changes.ts';
import { createDeletedHere, type DeletedHere } from './deleted-here.ts';
import { followRefused } from './refused.ts';

/** What the page has of a person: the replica, and what belongs to this visit. It ends with the replica. */
export interface Workspace {
  readonly userId: string;
  readonly replica: Replica;
  readonly changes: Changes;
  /** What can be undone. */
  readonly history: History;
  readonly deletedHere: DeletedHere;
  /** The refused writes that leave something to decide. Another array whenever they change. */
  readonly refused: () => readonly RefusedOp[];
  /** The texts of tasks as they are searched. */
  readonly folded: WeakMap<Task, string>;
  /** Whether all tasks have been here, ever: an empty list means that there are none. */
  readonly isComplete: () => boolean;
  close(): Promise<void>;
}

/** Makes the workspace around an open replica. */
export function createWorkspace(replica: Replica, userId: string): Workspace {
  let complete = false;
  const look = () => {
    complete ||= replica.status.phase === 'syncing' || replica.status.phase === 'live';
  };
  look();
  const stopLooking = replica.subscribe(look);
  const changes = followChanges(replica);
  const history = createHistory(replica);
  return {
    userId,
    replica,
    changes,
    history,
    deletedHere: createDeletedHere(history, changes, replica),
    refused: followRefused(replica, changes),
    folded: new WeakMap(),
    isComplete: () => complete,
    async close() {
      stopLooking();
      changes.stop();
      await replica.close();
    },
  };
}
