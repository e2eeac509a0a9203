import { useSyncExternalStore } from 'react';
import { useServices } from '../app/services.ts';
import type { Workspace } from '../replica/workspace.ts';

/** How many changes are on this device alone: those that the server has not answered yet, and those that it refused. */
export interface Unsent {
  readonly waiting: number;
  readonly refused: number;
}

/** Counts what the server does not have of a person; nothing where there is no workspace. */
export function unsentOf(workspace: Workspace | null): Unsent {
  return { waiting: workspace?.replica.status.pending ?? 0, refused: workspace?.refused().length ?? 0 };
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
