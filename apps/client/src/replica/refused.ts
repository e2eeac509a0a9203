import type { RefusedOp, Replica } from '@typedo/sdk';
import type { Changes } from './changes.ts';

/**
 * Gives the refused writes that leave something to decide, another array whenever they change. Those that leave nothing are dropped from the
 * device as they come.
 */
export function followRefused(replica: Replica, changes: Pick<Changes, 'subscribe'>): () => readonly RefusedOp[] {
  let seen: readonly RefusedOp[] = [];
  let list: readonly RefusedOp[] = [];

  const tried = new Set<string>(); // a device that keeps nothing more would give it back each time
  function drop() {
    for (const one of replica.refused) {
      const { mutationId } = one.op;
      if (tried.has(mutationId) || !isMoot(one)) continue;
      tried.add(mutationId);
      replica.drop(mutationId).catch(() => {}); // another tab was faster
    }
  }

  drop();
  changes.subscribe(drop);
  return () => {
    if (seen === replica.refused) return list;
    seen = replica.refused;
    const next = seen.filter((one) => !isMoot(one));
    if (!isSame(list, next)) list = next;
    return list;
  };
}

/** Whether nothing is left to decide: somebody made the same change already, or what was to go is gone. */
function isMoot({ op, refusal }: RefusedOp): boolean {
  if (op.type === 'delete') return refusal.reason === 'TASK_NOT_FOUND';
  if (op.type !== 'update' || refusal.reason !== 'TASK_CHANGED') return false;
  const { task } = refusal.details;
  return (['title', 'description', 'complete'] as const).every(
    (key) => op.patch[key] === undefined || op.patch[key] === task[key],
  );
}

function isSame(some: readonly RefusedOp[], others: readonly RefusedOp[]): boolean {
  if (some.length !== others.length) return false;
  return some.every(({ op, task }, index) => op === others[index]?.op && task === others[index].task);
}
