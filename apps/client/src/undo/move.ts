import { difference, type Patch, type Replica, type Task, type Was, type Written } from '@typedo/sdk';

/** The fields of a task that are texts. */
export const textFields = ['title', 'description'] as const;

/** What became of one task: null is where it is not, which is the trash or before it was made. */
export interface Moved {
  readonly id: string;
  readonly from: Task | null;
  readonly to: Task | null;
}

/** Writes what brings a task from one state to another. Resolves with nothing when there is nothing to write. */
export async function move(replica: Replica, { id, from, to }: Moved): Promise<Written | undefined> {
  if (!to) return replica.get(id) && replica.delete(id);
  if (!from) return replica.restore(to);
  const patch = difference(from, to);
  return patch ? replica.update(id, patch, { was: wasOf(from, patch) }) : undefined;
}

/**
 * What must still hold for a patch: the texts that it replaces are those that the person saw. Nothing is demanded of what is only switched,
 * such as `complete`: whoever did the same meanwhile wanted the same.
 */
export function wasOf(seen: Task, patch: Patch): Was {
  return {
    ...(patch.title !== undefined && { title: seen.title }),
    ...(patch.description !== undefined && { description: seen.description }),
  };
}
