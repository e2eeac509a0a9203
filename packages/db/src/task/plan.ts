import { difference, fieldsOf, type Fields, type Patch, type Was } from '@typedo/contract';
import type { Principal } from '../principal.ts';
import { hashOf, isExpired, repeated, type Done } from './intention.ts';
import { toTask, type TaskRow } from './row.ts';
import type { Mutation, MutationRefusal, Outcome, Settled } from './task-store.ts';
import { toTime } from './wire-time.ts';

/** A user's head: the latest seq, and how many tasks are in which state. */
export interface HeadRow {
  seq: number;
  open: number;
  complete: number;
  deleted: number;
}

/** One effective change, as it goes into the history. */
export interface ChangeRow {
  seq: number;
  taskId: string;
  kind: 'create' | 'update' | 'delete' | 'restore';
  at: number;
  byKind: Principal['kind'];
  byId: Principal['keyId'];
  before: Patch;
  after: Patch;
}

/** What a transaction has locked and read, and what it is to write; `plan` turns the one into the other. */
export interface WriteState {
  /** The rows that the mutations name and that exist. Planned changes are made in here. */
  tasks: Map<string, TaskRow>;
  head: HeadRow;
  epoch: string;
  /** The outcomes of mutation ids already done. Planned ones are added. */
  done: Map<string, Done>;
}

/** What a transaction has to write, and what it answers. */
export interface Plan {
  settled: Settled[];
  changed: Set<TaskRow>;
  changes: ChangeRow[];
  mutations: { id: string; hash: string; outcome: string }[];
}

/** Whether a write has to wake who follows. A repeat does too: the first time may have ended before it could. */
export function wakes(settled: readonly Settled[], changed: boolean): boolean {
  return changed || settled.some(({ duplicate }) => duplicate);
}

/** When, by whom and within which quota. */
export interface WriteContext {
  principal: Principal;
  now: number;
  quota: number;
}

/**
 * Applies mutations one after the other to what the transaction has locked. Synchronous and free of any database: both
 * dialects write what it plans. Calls of one user that share a transaction are planned one after the other into the same plan.
 */
export function plan(
  state: WriteState,
  mutations: readonly Mutation[],
  context: WriteContext,
  planned: Plan = { settled: [], changed: new Set(), changes: [], mutations: [] },
): Plan {
  for (const mutation of mutations) {
    const hash = hashOf(mutation);
    const done = state.done.get(mutation.mutationId);
    if (done) {
      planned.settled.push(repeated(mutation, hash, done));
    } else if (isExpired(mutation, context.now)) {
      const details = { mutationId: mutation.mutationId };
      planned.settled.push({ outcome: { refusal: { reason: 'MUTATION_EXPIRED', details } }, duplicate: false });
    } else {
      const outcome = apply(state, planned, mutation, context);
      const record = { hash, outcome: JSON.stringify(outcome) };
      state.done.set(mutation.mutationId, record);
      planned.mutations.push({ id: mutation.mutationId, ...record });
      planned.settled.push({ outcome, duplicate: false });
    }
  }
  return planned;
}

function apply(state: WriteState, planned: Plan, mutation: Mutation, context: WriteContext): Outcome {
  const refusal = refusalOf(state, mutation, context);
  if (refusal) return { refusal };
  const ids = 'ids' in mutation ? mutation.ids : [mutation.id];
  const rows = ids.map((id) => changeOne(state, planned, mutation, id, context));
  return { tasks: rows.map((row) => toTask(context.principal.userId, row)) };
}

/** Why a mutation as a whole is refused; checked for all its tasks before the first is touched. */
function refusalOf(
  { tasks, head }: WriteState,
  mutation: Mutation,
  { principal, quota }: WriteContext,
): MutationRefusal | null {
  if (mutation.type === 'create') {
    if (tasks.has(mutation.id)) return { reason: 'TASK_ID_TAKEN', details: { id: mutation.id } };
    return head.open + head.complete + head.deleted >= quota ? { reason: 'QUOTA_EXCEEDED', details: { quota } } : null;
  }
  for (const id of 'ids' in mutation ? mutation.ids : [mutation.id]) {
    const row = tasks.get(id);
    if (!row) return { reason: 'TASK_NOT_FOUND', details: { id } };
    if ('patch' in mutation && row.deletedAt !== null) return { reason: 'TASK_DELETED', details: { id } };
    const settled = !('patch' in mutation) && (row.deletedAt !== null) === (mutation.type !== 'restore');
    if (!settled && 'was' in mutation && mutation.was && differs(row, mutation.was)) {
      return { reason: 'TASK_CHANGED', details: { task: toTask(principal.userId, row) } };
    }
  }
  return null;
}

function differs(row: TaskRow, was: Was): boolean {
  return difference(row, was) !== null || (was.updatedAt !== undefined && was.updatedAt !== toTime(row.updatedAt));
}

function changeOne(
  { tasks, head }: WriteState,
  planned: Plan,
  mutation: Mutation,
  id: string,
  { principal, now }: WriteContext,
): TaskRow {
  const current = tasks.get(id);
  const created = mutation.type === 'create' ? newRow(mutation, now) : null;
  const next = current ? changed(current, mutation, now) : created;
  if (current && !next) return current; // nothing to do: no seq, no change
  // A mutation that is not refused either finds its row or creates it.
  const row = next!;
  row.seq = ++head.seq;
  count(head, current, -1);
  count(head, row, 1);
  planned.changes.push({
    seq: row.seq,
    taskId: id,
    kind: kindOf(mutation),
    at: row.updatedAt,
    byKind: principal.kind,
    byId: principal.keyId,
    ...told(current, row),
  });
  if (current) planned.changed.delete(current);
  planned.changed.add(row);
  tasks.set(id, row);
  return row;
}

/** The row that a create makes, but for its seq. */
export function newRow(mutation: { id: string } & Fields, now: number): TaskRow {
  return { ...fieldsOf(mutation), id: mutation.id, createdAt: now, updatedAt: now, deletedAt: null, seq: 0 };
}

/** The row as the mutation leaves it, or null when it changes nothing. */
function changed(row: TaskRow, mutation: Mutation, now: number): TaskRow | null {
  const updatedAt = Math.max(now, row.updatedAt + 1);
  if ('patch' in mutation) {
    const changes = difference(row, mutation.patch);
    return changes && Object.assign({}, row, changes, { updatedAt });
  }
  const deletes = mutation.type !== 'restore';
  if (deletes === (row.deletedAt !== null)) return null;
  return { ...row, deletedAt: deletes ? updatedAt : null, updatedAt };
}

function count(head: HeadRow, row: TaskRow | undefined, by: 1 | -1): void {
  if (row) head[row.deletedAt !== null ? 'deleted' : row.complete ? 'complete' : 'open'] += by;
}

function kindOf({ type }: Mutation): ChangeRow['kind'] {
  return type === 'updateMany' ? 'update' : type === 'deleteMany' ? 'delete' : type;
}

/** The fields that differ, as they were and as they became. */
function told(before: TaskRow | undefined, after: TaskRow): Pick<ChangeRow, 'before' | 'after'> {
  if (!before) return { before: {}, after: fieldsOf(after) };
  return { before: difference(after, before) ?? {}, after: difference(before, after) ?? {} };
}
