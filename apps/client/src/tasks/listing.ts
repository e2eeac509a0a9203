import type { Replica, Task } from '@typedo/sdk';
import type { Changes } from '../replica/changes.ts';

/** Which tasks, and in which order. */
export interface Arrangement {
  readonly fits: (task: Task) => boolean;
  readonly compare: (one: Task, other: Task) => number;
}

/** An arranged list that follows its replica. */
export interface Listing {
  readonly tasks: () => readonly Task[];
  readonly subscribe: (listener: () => void) => () => void;
}

/** Arranges the tasks of a replica, and puts what changes into its place without looking at the others. */
export function createListing(
  { tasks }: Pick<Replica, 'tasks'>,
  changes: Pick<Changes, 'version' | 'subscribe'>,
  arrangement: Arrangement,
): Listing {
  let list = arrange(tasks.values(), arrangement);
  let seen = changes.version;
  return {
    tasks: () => list,
    subscribe(listener) {
      if (seen !== changes.version) list = arrange(tasks.values(), arrangement); // it changed before anybody listened
      return changes.subscribe((ids) => {
        seen = changes.version;
        if (ids.size > 0) list = rearrange(list, ids, tasks, arrangement);
        listener();
      });
    },
  };
}

function arrange(tasks: Iterable<Task>, { fits, compare }: Arrangement): readonly Task[] {
  return [...tasks].filter(fits).toSorted(compare);
}

/** Gives the same array when none of these tasks was or is in it. */
function rearrange(
  list: readonly Task[],
  ids: ReadonlySet<string>,
  tasks: ReadonlyMap<string, Task>,
  arrangement: Arrangement,
): readonly Task[] {
  const rest = list.filter(({ id }) => !ids.has(id));
  const come = [...ids].flatMap((id) => tasks.get(id) ?? []).filter(arrangement.fits);
  if (rest.length === list.length && come.length === 0) return list;
  if (come.length > 20) return [...rest, ...come].toSorted(arrangement.compare);
  for (const task of come) rest.splice(placeOf(task, rest, arrangement), 0, task);
  return rest;
}

/** Where a task belongs in a sorted list. */
function placeOf(task: Task, list: readonly Task[], { compare }: Arrangement): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(list[middle]!, task) < 0) from = middle + 1; // within the list
    else to = middle;
  }
  return from;
}
