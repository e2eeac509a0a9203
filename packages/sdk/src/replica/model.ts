import { lacksField, wholeTask, type Task } from '@typedo/contract';
import { deletedOf, fold } from './fold.ts';
import { wholeOp, type Op, type OpState } from './op.ts';
import type { Step } from './storage.ts';

/**
 * A replica in memory: the server's rows, the ops, and the view that both make. A step costs as much as the tasks that it touches, however
 * many there are. News of the server cost a look at each creation that waits, too; where tabs share a storage, an op that gets its place
 * there also costs a sorting of those that wait.
 */
export class Model {
  /** What the person sees. */
  readonly view = new Map<string, Task>();
  cursor: string | null = null;
  /** Whether the rows are all that there were at some cursor. */
  isComplete = false;
  /** The server's time of the newest change that is known here, in milliseconds since 1970; 0 at first. */
  newest = 0;
  /** Whether a row is of a server or a program that did not know a field yet: it is shown with the field's default, which need not be its value. */
  isOutdated = false;
  readonly #rows = new Map<string, Task>();
  readonly #opsOf = new Map<string, Op[]>();
  readonly #ops: Record<OpState['status'], Map<string, Op>> = {
    waiting: new Map(),
    acknowledged: new Map(),
    refused: new Map(),
  };
  #deleting: readonly Task[] = [];
  #isDeletingKnown = true;
  /** No op of a state has had a place behind this. */
  readonly #last: Record<OpState['status'], number> = { waiting: 0, acknowledged: 0, refused: 0 };

  /** Goes on to the state behind a step, and tells the ids of the tasks that look different now. */
  apply(step: Step): Set<string> {
    const touched = new Set<string>();
    this.#isDeletingKnown = false;
    if (step.replaceBase) {
      for (const id of this.#rows.keys()) touched.add(id);
      this.#rows.clear();
      this.cursor = null;
      this.isComplete = false;
      this.isOutdated = false;
    }
    const before = this.newest;
    for (const row of step.putRows ?? []) {
      this.isOutdated ||= lacksField(row);
      this.#rows.set(row.id, wholeTask(row));
      this.newest = Math.max(this.newest, Date.parse(row.updatedAt));
      touched.add(row.id);
    }
    for (const id of step.removeRows ?? []) {
      this.#rows.delete(id);
      touched.add(id);
    }
    for (const mutationId of step.removeOps ?? []) {
      const op = this.op(mutationId);
      if (op) touched.add(this.#take(op).id);
    }
    for (const op of step.putOps ?? []) touched.add(this.#put(wholeOp(op)).id);
    this.#sort(step.putOps ?? []);
    if (this.newest > before) for (const op of this.#creating()) touched.add(op.id);
    this.cursor = step.cursor ?? this.cursor;
    this.isComplete ||= step.isComplete ?? false;
    return new Set([...touched].filter((id) => this.#look(id)));
  }

  /** The ops of a state, in their order. */
  ops(status: OpState['status']): ReadonlyMap<string, Op> {
    return this.#ops[status];
  }

  /** Whether the rows show all that was written, but for what was refused. */
  get isSettled(): boolean {
    return this.#ops.waiting.size + this.#ops.acknowledged.size === 0;
  }

  /** The mutation ids of all ops. */
  opIds(): string[] {
    return Object.values(this.#ops).flatMap((ops) => [...ops.keys()]);
  }

  op(mutationId: string): Op | undefined {
    const { waiting, acknowledged, refused } = this.#ops;
    return waiting.get(mutationId) ?? refused.get(mutationId) ?? acknowledged.get(mutationId);
  }

  /** The ops of one task, in their order. */
  opsOf(id: string): readonly Op[] {
    return this.#opsOf.get(id) ?? [];
  }

  /**
   * The tasks that deletes of this device took out of the view while the rows do not show it, each as it was before, in the order of the
   * deletes. Another array when it changes. It looks at the ops, once after a step, and at no task that has none.
   */
  deleting(): readonly Task[] {
    if (this.#isDeletingKnown) return this.#deleting;
    this.#isDeletingKnown = true;
    const deletes: Op[] = [];
    for (const status of ['acknowledged', 'waiting'] as const) {
      for (const op of this.#ops[status].values()) if (op.type === 'delete' && !this.view.has(op.id)) deletes.push(op);
    }
    const ids = new Set(deletes.toSorted(byOrder).map(({ id }) => id));
    const next = [...ids].flatMap((id) => deletedOf(this.#rows.get(id), this.opsOf(id)) ?? []);
    if (!areSame(this.#deleting, next)) this.#deleting = next;
    return this.#deleting;
  }

  /** The creations whose tasks the rows do not show yet. */
  *#creating(): Iterable<Op> {
    for (const status of ['acknowledged', 'waiting'] as const) {
      for (const op of this.#ops[status].values()) if (op.type === 'create' && !this.#rows.has(op.id)) yield op;
    }
  }

  #put(op: Op): Op {
    const known = this.op(op.mutationId);
    if (known) this.#take(known);
    this.#ops[op.state.status].set(op.mutationId, op);
    const ops = this.#opsOf.get(op.id);
    if (ops) ops.push(op);
    else this.#opsOf.set(op.id, [op]);
    return op;
  }

  /** Brings these ops into their places: one that waits again, or is refused again, is older than others that are there. */
  #sort(put: readonly Op[]): void {
    const late = new Set<OpState['status']>();
    for (const { state, order } of put) {
      if (order < this.#last[state.status]) late.add(state.status);
      else this.#last[state.status] = order;
    }
    for (const status of late) {
      this.#ops[status] = new Map([...this.#ops[status]].toSorted(([, a], [, b]) => byOrder(a, b)));
    }
    for (const id of new Set(put.map(({ id }) => id))) this.#opsOf.get(id)?.sort(byOrder);
  }

  #take(op: Op): Op {
    this.#ops[op.state.status].delete(op.mutationId);
    const ops = this.#opsOf.get(op.id) ?? [];
    const at = ops.findIndex(({ mutationId }) => mutationId === op.mutationId);
    if (at !== -1) ops.splice(at, 1);
    if (ops.length === 0) this.#opsOf.delete(op.id);
    return op;
  }

  /** Folds one task anew, and says whether it looks different. What looks the same stays the same object. */
  #look(id: string): boolean {
    const before = this.view.get(id);
    const after = fold(this.#rows.get(id), this.opsOf(id), this.newest);
    if (before === after || (before && after && isSame(before, after))) return false;
    if (after) this.view.set(id, after);
    else this.view.delete(id);
    return true;
  }
}

function byOrder(one: Op, other: Op): number {
  return one.order - other.order;
}

function areSame(some: readonly Task[], others: readonly Task[]): boolean {
  return some.length === others.length && others.every((other, index) => some[index] && isSame(some[index], other));
}

function isSame(one: Task, other: Task): boolean {
  const [fields, others] = [Object.entries(one), new Map<string, unknown>(Object.entries(other))];
  return fields.length === others.size && fields.every(([key, value]) => others.get(key) === value);
}
