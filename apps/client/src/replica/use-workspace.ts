import type { RefusedOp, ReplicaStatus, Task } from '@typedo/sdk';
import { createContext, use, useCallback, useSyncExternalStore } from 'react';
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

/** The writes that were refused, and leave something to decide. */
export function useRefused(): readonly RefusedOp[] {
  const { changes, refused } = useWorkspace();
  return useSyncExternalStore(changes.subscribe, refused);
}

/** How many writes were refused. */
export function useRefusedCount(): number {
  const { changes, refused } = useWorkspace();
  return useSyncExternalStore(changes.subscribe, () => refused().length);
}

/** One task as it is seen now. */
export function useTask(id: string | undefined): Task | undefined {
  const { changes, replica } = useWorkspace();
  return useSyncExternalStore(changes.subscribe, () => (id === undefined ? undefined : replica.get(id)));
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
