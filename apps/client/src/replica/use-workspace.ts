import type { RefusedOp, ReplicaStatus, Task } from '@typedo/sdk';
import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react';
import { createListing, type Arrangement } from '../tasks/listing.ts';
import type { Workspace } from './workspace.ts';

export const WorkspaceContext = createContext<Workspace | null>(null);

/** The workspace of the person, in any component of the task page. */
export function useWorkspace(): Workspace {
  const workspace = use(WorkspaceContext);
  if (!workspace) throw new Error('There is no workspace around this component');
  return workspace;
}

/** How the replica stands to the server. */
export function useReplicaStatus(): ReplicaStatus {
  const { changes, replica } = useWorkspace();
  return useSyncExternalStore(changes.subscribe, () => replica.status);
}

/** The writes that were refused. */
export function useRefused(): readonly RefusedOp[] {
  const { changes, replica } = useWorkspace();
  return useSyncExternalStore(changes.subscribe, () => replica.refused);
}

/** One task as it is seen now. */
export function useTask(id: string | undefined): Task | undefined {
  const { changes, replica } = useWorkspace();
  return useSyncExternalStore(changes.subscribe, () => (id === undefined ? undefined : replica.get(id)));
}

/** The tasks of a view, arranged. The array is another one when something of it changes, and what did not change in it is the same object. */
export function useListing(arrangement: Arrangement): readonly Task[] {
  const { changes, replica } = useWorkspace();
  const listing = useMemo(() => createListing(replica, changes, arrangement), [replica, changes, arrangement]);
  return useSyncExternalStore(listing.subscribe, listing.tasks);
}

/** How many tasks are open, and how many are done. */
export function useCounts(): { readonly open: number; readonly done: number } {
  const { changes, replica } = useWorkspace();
  // A text, so that React sees when nothing changed.
  const snapshot = useCallback(() => {
    let done = 0;
    for (const task of replica.tasks.values()) if (task.complete) done++;
    return `${replica.tasks.size - done} ${done}`;
  }, [replica]);
  const [open = 0, done = 0] = useSyncExternalStore(changes.subscribe, snapshot).split(' ').map(Number);
  return { open, done };
}
