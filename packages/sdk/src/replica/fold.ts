import type { Patch, Task } from '@typedo/contract';
import type { Op } from './op.ts';

/**
 * A task as the person sees it: the server's row, undefined when there is none, with the ops of it laid over in their order. A refused op
 * changes nothing. `newest` is the server's time of the newest change that is known, in milliseconds since 1970: a task that the server has
 * not made yet will be younger, so among those that it has made no list shows it in between.
 */
export function fold(row: Task | undefined, ops: Iterable<Op>, newest = 0): Task | undefined {
  let task = row;
  for (const op of ops) if (op.state.status !== 'refused') task = applied(task, op, newest);
  return task;
}

/** A task as it was before its last delete among these ops took it away; undefined when none did, or when it is seen again. */
export function deletedOf(row: Task | undefined, ops: Iterable<Op>): Task | undefined {
  let task = row;
  let deleted: Task | undefined;
  for (const op of ops) {
    if (op.state.status === 'refused') continue;
    const before = task;
    task = applied(before, op);
    if (before && !task) deleted = before; // a second delete takes nothing away
  }
  return task ? undefined : deleted;
}

function applied(task: Task | undefined, op: Op, newest = 0): Task | undefined {
  switch (op.type) {
    case 'create':
      return task ?? notOlder(op.task, newest);
    case 'restore':
      return task ?? op.task; // a row that came before the answer knows better
    case 'update':
      return task && { ...withPatch(task, op.patch), updatedAt: task.updatedAt > op.at ? task.updatedAt : op.at };
    case 'delete':
      return undefined;
  }
}

function notOlder(task: Task, than: number): Task {
  if (Date.parse(task.createdAt) >= than) return task;
  const at = new Date(than).toISOString();
  return { ...task, createdAt: at, updatedAt: at };
}

/** A task with a patch laid over it, whose absent keys change nothing. */
export function withPatch(task: Task, patch: Patch): Task {
  return Object.assign({}, task, patch); // an op has no key without a value
}
