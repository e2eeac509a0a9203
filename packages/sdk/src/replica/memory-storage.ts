import type { Task } from '@typedo/contract';
import type { Op } from './op.ts';
import type { ReplicaStorage } from './storage.ts';

/** A storage that lasts as long as the program: for programs that follow and write, and for tests. A replica may be opened over it again. */
export function memoryStorage(): ReplicaStorage {
  const rows = new Map<string, Task>();
  const ops = new Map<string, Op>();
  let cursor: string | null = null;
  let isComplete = false;
  return {
    load: () =>
      Promise.resolve({
        rows: [...rows.values()],
        cursor,
        isComplete,
        ops: [...ops.values()].toSorted((a, b) => a.order - b.order),
      }),
    commit(step) {
      if (step.replaceBase) rows.clear();
      for (const row of step.putRows ?? []) rows.set(row.id, row);
      for (const id of step.removeRows ?? []) rows.delete(id);
      for (const op of step.putOps ?? []) ops.set(op.mutationId, op);
      for (const mutationId of step.removeOps ?? []) ops.delete(mutationId);
      cursor = step.cursor ?? cursor;
      isComplete ||= step.isComplete ?? false;
      return Promise.resolve();
    },
  };
}
