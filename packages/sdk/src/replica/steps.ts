import { hasReached, parseCursor, type PushOutcome, type Refusal, type Task } from '@typedo/contract';
import type { Model } from './model.ts';
import type { Op } from './op.ts';
import type { Step } from './storage.ts';

/** What the server says changed, up to a cursor. */
export interface Delta {
  readonly cursor: string;
  readonly tasks: readonly Task[];
  readonly deletedIds: readonly string[];
  /** Whether there is more behind the cursor by now; false by default. */
  readonly hasMore?: boolean;
}

/**
 * The step to what the server says. An acknowledged op ends with it when the rows show what it did: not sooner, or it would flicker. What
 * another history of the server acknowledged may be missing in this one, so it waits again; its mutation id makes the repeat harmless.
 */
export function deltaStep(model: Model, { cursor, tasks, deletedIds, hasMore = false }: Delta): Step {
  const isLost = (acknowledged: string) => epochOf(cursor) !== epochOf(acknowledged);
  const rows = { putRows: tasks, removeRows: deletedIds, cursor, ...(hasMore ? {} : { isComplete: true as const }) };
  return { ...rows, ...endsOf(model, cursor, isLost) };
}

/**
 * The step to a new snapshot. The outbox stays. An acknowledged op that the snapshot does not show waits again, also in the same epoch: the
 * server may have been set back by other means than ours, and then its cursor may never be reached.
 */
export function snapshotStep(model: Model, cursor: string, tasks: readonly Task[]): Step {
  return { replaceBase: true, putRows: tasks, cursor, isComplete: true, ...endsOf(model, cursor, () => true) };
}

/** The acknowledged ops that the rows show at this cursor end; those that are lost wait again. */
function endsOf(model: Model, cursor: string, isLost: (acknowledged: string) => boolean): Step {
  const removeOps: string[] = [];
  const putOps: Op[] = [];
  for (const op of model.ops('acknowledged').values()) {
    if (op.state.status !== 'acknowledged') continue;
    if (hasReached(cursor, op.state.cursor)) removeOps.push(op.mutationId);
    else if (isLost(op.state.cursor)) putOps.push({ ...op, state: { status: 'waiting' } });
  }
  return { removeOps, putOps };
}

/** The step to what the server answered to a push: for each op its outcome, and the cursor that shows them. */
export function answeredStep(model: Model, ops: readonly Op[], outcomes: readonly PushOutcome[], cursor: string): Step {
  const shown = model.cursor !== null && hasReached(model.cursor, cursor);
  const putOps: Op[] = [];
  const removeOps: string[] = [];
  for (const [index, op] of ops.entries()) {
    const outcome = firstOf(outcomes[index]!); // the caller checked that there are as many
    if (outcome.status === 'refused') putOps.push(refusedOp(op, refusalOf(outcome)));
    else if (shown) removeOps.push(op.mutationId);
    else putOps.push({ ...op, state: { status: 'acknowledged', cursor } });
  }
  return { putOps, removeOps };
}

/** An op that the server will not do. */
export function refusedOp(op: Op, refusal: Refusal): Op {
  return { ...op, state: { status: 'refused', refusal } };
}

/** What became of a mutation when the server first met it. */
export function firstOf(outcome: PushOutcome): Exclude<PushOutcome, { status: 'duplicate' }> {
  return outcome.status === 'duplicate' ? outcome.first : outcome;
}

/** The reason of a refusal, without what surrounds it. */
export function refusalOf({ reason, details }: Refusal): Refusal {
  return { reason, details } as Refusal; // the pair that it was
}

function epochOf(cursor: string): string | undefined {
  return parseCursor(cursor)?.epoch;
}
