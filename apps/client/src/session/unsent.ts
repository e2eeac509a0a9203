import { useSyncExternalStore } from 'react';
import { useServices } from '../app/services.ts';
import type { Workspace } from '../replica/workspace.ts';
import type { Workspaces } from '../replica/workspaces.ts';

/** How many changes are on this device alone: those that the server has not answered yet, and those that it refused. */
export interface Unsent {
  readonly waiting: number;
  readonly refused: number;
}

/** Counts what the server does not have of a person; nothing where there is no workspace. */
function unsentOf(workspace: Workspace | null): Unsent {
  return { waiting: workspace?.replica.status.pending ?? 0, refused: workspace?.refused().length ?? 0 };
}

const patience = 3_000; // milliseconds

/** Counts when the device has been read; a device that cannot be read is not waited for. */
export async function countUnsent({ current, subscribe }: Workspaces): Promise<Unsent> {
  const isRead = () => (current()?.replica.status.phase ?? 'loading') !== 'loading';
  if (!isRead()) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => isRead() && resolve();
    let stopReplica = current()?.replica.subscribe(look);
    const stop = subscribe(() => {
      stopReplica?.();
      stopReplica = current()?.replica.subscribe(look);
      look();
    });
    const timer = setTimeout(resolve, patience);
    await promise;
    clearTimeout(timer);
    stop();
    stopReplica?.();
  }
  return unsentOf(current());
}

/** The same, while it changes. */
export function useUnsent(): Unsent {
  const { workspaces } = useServices();
  const workspace = useSyncExternalStore(workspaces.subscribe, workspaces.current);
  // A text, so that React sees when nothing changed.
  const [waiting = 0, refused = 0] = useSyncExternalStore(workspace?.changes.subscribe ?? nobody, () => {
    const { waiting, refused } = unsentOf(workspace);
    return `${waiting} ${refused}`;
  })
    .split(' ')
    .map(Number);
  return { waiting, refused };
}

function nobody() {
  return () => {};
}
