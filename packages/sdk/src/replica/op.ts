import {
  createTask,
  fieldsOf,
  moveTask,
  newId,
  updateTask,
  wholeTask,
  type CreateTask,
  type Patch,
  type PushedMutation,
  type Refusal,
  type Task,
  type Was,
} from '@typedo/contract';
import { withPatch } from './fold.ts';

/**
 * One intended write, in the outbox of a replica. `id` is the task's, `at` when it was meant (ISO), `order` its place among all ops of the
 * device. A create and a restore carry the task as it was shown, since the server's rows do not have it.
 */
export type Op = {
  readonly mutationId: string;
  readonly id: string;
  readonly at: string;
  readonly order: number;
  readonly state: OpState;
} & (
  | { readonly type: 'create'; readonly task: Task }
  | { readonly type: 'update'; readonly patch: Patch; readonly was?: Was }
  | { readonly type: 'delete'; readonly was?: Was }
  | { readonly type: 'restore'; readonly task: Task; readonly was?: Was }
);

/** `acknowledged`: the server did it, and whoever has read up to the cursor sees it. `refused` is final: a retry is another op. */
export type OpState =
  | { readonly status: 'waiting' }
  | { readonly status: 'acknowledged'; readonly cursor: string }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** What the caller believes of the task. */
export interface Condition {
  /** The write is refused as TASK_CHANGED when one of these fields differs. */
  readonly was?: Was | undefined;
}

/** What a retry does differently. `patch` is laid over the fields of the first attempt, whose `was` no longer holds. */
export interface Changes extends Condition {
  readonly patch?: Patch | undefined;
}

/** What an op has of its place: the device's count and clock. */
export interface Place {
  readonly order: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const taskFields = createTask.omit({ mutationId: true });
const waiting = { status: 'waiting' } as const;

/** A new task of this user. Throws a ZodError when the contract does not allow it, as the other three do. */
export function createOp(place: Place, userId: string, fields: Omit<CreateTask, 'mutationId'>): Op {
  const { id = newId(place.now), ...named } = taskFields.parse(known(fields));
  const at = timeOf(place);
  const task: Task = { id, userId, ...fieldsOf(named), createdAt: at, updatedAt: at };
  return { ...begin(place), type: 'create', id, task };
}

/** A change of a task. */
export function updateOp(place: Place, id: string, patch: Patch, { was }: Condition = {}): Op {
  const parsed = updateTask.parse({ id, patch: known(patch), ...wasOf(was) });
  return { ...begin(place), type: 'update', id, patch: parsed.patch, ...wasOf(parsed.was) };
}

/** A task's way to the trash. */
export function deleteOp(place: Place, id: string, { was }: Condition = {}): Op {
  const parsed = moveTask.parse({ id, ...wasOf(was) });
  return { ...begin(place), type: 'delete', id, ...wasOf(parsed.was) };
}

/** A task's way back from the trash, as it was. */
export function restoreOp(place: Place, task: Task, { was }: Condition = {}): Op {
  const parsed = moveTask.parse({ id: task.id, ...wasOf(was) });
  return { ...begin(place), type: 'restore', id: task.id, task, ...wasOf(parsed.was) };
}

/**
 * The same intention once more, under a new name, because what became of the old one is final. A create whose id was taken gets a new id
 * too. Throws a ZodError for changes that the contract does not allow, and a TypeError for a patch of what has no fields to change; what came
 * from the old op is not judged again.
 */
export function againOp(place: Place, old: Op, { patch, was }: Changes = {}): Op {
  if (patch && (old.type === 'delete' || old.type === 'restore')) throw new TypeError(`A ${old.type} takes no patch`);
  const changes = patch && updateOp(place, old.id, patch);
  const more = changes?.type === 'update' ? changes.patch : {};
  const parsed = moveTask.parse({ id: old.id, ...wasOf(was) });
  const common = { ...begin(place), id: old.id, ...wasOf(parsed.was) };
  switch (old.type) {
    case 'create': {
      const taken = old.state.status === 'refused' && old.state.refusal.reason === 'TASK_ID_TAKEN';
      const id = taken ? newId(place.now) : old.id;
      return { ...begin(place), type: 'create', id, task: { ...withPatch(old.task, more), id } };
    }
    case 'update':
      return { ...common, type: 'update', patch: { ...old.patch, ...more } };
    case 'delete':
      return { ...common, type: 'delete' };
    case 'restore':
      return { ...common, type: 'restore', task: old.task };
  }
}

/** An op as this version knows it: what it carries of a task may have been kept before a field was there. */
export function wholeOp(op: Op): Op {
  const { state } = op;
  if (state.status === 'refused' && state.refusal.reason === 'TASK_CHANGED') {
    const task = wholeTask(state.refusal.details.task);
    if (task !== state.refusal.details.task)
      return wholeOp({ ...op, state: { ...state, refusal: { reason: 'TASK_CHANGED', details: { task } } } });
  }
  if (op.type !== 'create' && op.type !== 'restore') return op;
  const task = wholeTask(op.task);
  return task === op.task ? op : { ...op, task };
}

/** An op as the server is told of it. */
export function toMutation(op: Op): PushedMutation {
  const { mutationId, id } = op;
  switch (op.type) {
    case 'create': {
      return { ...fieldsOf(op.task), type: 'create', mutationId, id };
    }
    case 'update':
      return { type: 'update', mutationId, id, patch: op.patch, ...wasOf(op.was) };
    case 'delete':
    case 'restore':
      return { type: op.type, mutationId, id, ...wasOf(op.was) };
  }
}

function begin(place: Place) {
  return { mutationId: newId(place.now), at: timeOf(place), order: place.order, state: waiting };
}

function timeOf({ now }: Place): string {
  return new Date(now).toISOString();
}

function wasOf(was: Was | undefined): { was?: Was } {
  const named = was && known(was);
  return named && Object.keys(named).length > 0 ? { was: named } : {};
}

/** Without keys that have no value: on the wire they would not be there. */
function known<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T; // optional keys alone are left out
}
