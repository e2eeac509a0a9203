import type { Task } from '@typedo/sdk';

/** The tasks that were moved to the trash on this device, until they come back: the replica itself holds no trash. */
export interface DeletedHere {
  put(task: Task): void;
  take(id: string): void;
  /** The last deleted first. Another array whenever it changes. */
  readonly list: () => readonly Task[];
  readonly subscribe: (listener: () => void) => () => void;
}

export function createDeletedHere(): DeletedHere {
  let list: readonly Task[] = [];
  const listeners = new Set<() => void>();
  const set = (next: readonly Task[]) => {
    list = next;
    for (const listener of listeners) listener();
  };
  return {
    put: (task) => set([task, ...list.filter(({ id }) => id !== task.id)]),
    take: (id) => list.some((task) => task.id === id) && set(list.filter((task) => task.id !== id)),
    list: () => list,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
