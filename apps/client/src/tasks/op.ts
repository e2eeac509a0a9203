import { newId, type Patch, type Task, type Was } from '@typedo/sdk';

/**
 * One thing that the person did to a task. It names itself by its mutation id, so that however often it is sent it happens
 * once; `before` is the task as it was on the screen.
 */
export type Op = { readonly mutationId: string; readonly at: string } & (
  | { readonly type: 'create'; readonly task: Task }
  | { readonly type: 'update'; readonly before: Task; readonly patch: Patch; readonly was?: Was }
  | { readonly type: 'delete' | 'restore'; readonly before: Task }
);

/** The start of an op: its name and time. */
const begin = () => ({ mutationId: newId(), at: new Date().toISOString() });

/** A new task of this person. */
export function create(userId: string, title: string): Op {
  const { at } = begin();
  const id = newId();
  const task: Task = { id, userId, title, description: null, complete: false, createdAt: at, updatedAt: at };
  return { type: 'create', mutationId: id, at, task };
}

/** Checks off, or opens again. Nothing is demanded of the task: whoever did the same meanwhile wanted the same. */
export function complete(before: Task, complete: boolean): Op {
  return { ...begin(), type: 'update', before, patch: { complete } };
}

/** New texts. Each edited field must still be what the person saw, else the server refuses and both versions are shown. */
export function edit(before: Task, patch: Patch): Op {
  const was: Was = {};
  if (patch.title !== undefined) was.title = before.title;
  if (patch.description !== undefined) was.description = before.description;
  return { ...begin(), type: 'update', before, patch, was };
}

/** To the trash. */
export function remove(before: Task): Op {
  return { ...begin(), type: 'delete', before };
}

/** Back from the trash. */
export function restore(before: Task): Op {
  return { ...begin(), type: 'restore', before };
}

/** The same intention once more after a refusal: under a new name, because a name's outcome is final. */
export function anew(op: Op): Op {
  return { ...op, mutationId: newId() };
}

/** The task that an op is about, as it was on the screen. */
export function subject(op: Op): Task {
  return op.type === 'create' ? op.task : op.before;
}
