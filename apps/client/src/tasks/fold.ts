import type { Task } from '@typedo/sdk';
import { subject, type Op } from './op.ts';

/** What the server last said of a task in answer to a write. `at` is when it said so, in the page's own milliseconds. */
export interface Answer {
  readonly task: Task;
  readonly gone: boolean;
  readonly at: number;
}

/** A part of the list as the server sent it; `asOf` is when it was asked for. */
export interface Part {
  readonly asOf: number;
  readonly tasks: readonly Task[];
}

/** A write that is under way, or was refused. */
export interface Write {
  readonly op: Op;
  readonly error: Error | null;
}

/** A task as it is shown. `fresh`: the server has not confirmed it yet. `waiting`: a write of it is under way. `refused`: the last one that was. */
export interface Row<W extends Write = Write> {
  readonly task: Task;
  readonly fresh: boolean;
  readonly waiting: boolean;
  readonly refused: W | null;
}

/**
 * What the person sees: what the server sent, then what it answered since, then what is under way. Refused writes change
 * nothing here but are attached to their task, so taking them back needs no undoing.
 */
export function fold<W extends Write>(
  { open, done }: { open: Part | undefined; done: Part | undefined },
  answers: Iterable<Answer>,
  writes: readonly W[],
): Row<W>[] {
  const rows = new Map<string, Row<W>>();
  for (const task of [...(open?.tasks ?? []), ...(done?.tasks ?? [])]) newest(rows, task);
  for (const { task, gone, at } of answers) {
    // A list that was asked for after the answer knows better.
    const list = task.complete ? done : open;
    const known = list && list.asOf > at;
    const shown = rows.get(task.id)?.task;
    if (known) {
      if (shown && shown.updatedAt < task.updatedAt) rows.delete(task.id); // left over in the other, older list
    } else if (!gone) newest(rows, task);
    else if (shown && shown.updatedAt <= task.updatedAt) rows.delete(task.id);
  }
  for (const write of writes) apply(rows, write);
  return [...rows.values()];
}

function newest<W extends Write>(rows: Map<string, Row<W>>, task: Task): void {
  const other = rows.get(task.id);
  if (!other || other.task.updatedAt <= task.updatedAt) rows.set(task.id, row(task));
}

function apply<W extends Write>(rows: Map<string, Row<W>>, write: W): void {
  const { op, error } = write;
  const { id } = subject(op);
  const shown = rows.get(id) ?? { ...row<W>(subject(op)), fresh: op.type === 'create' };
  if (error) rows.set(id, { ...shown, refused: write });
  else if (op.type === 'delete') rows.delete(id);
  else rows.set(id, { ...shown, task: changed(shown.task, op), waiting: true });
}

function changed(task: Task, op: Op): Task {
  if (op.type !== 'update') return task;
  const { title = task.title, description = task.description, complete = task.complete } = op.patch;
  return { ...task, title, description, complete, updatedAt: op.at > task.updatedAt ? op.at : task.updatedAt };
}

function row<W extends Write>(task: Task): Row<W> {
  return { task, fresh: false, waiting: false, refused: null };
}

/** What a write does to the numbers of open and done tasks. */
export function countChange(op: Op): { open: number; complete: number } {
  const { complete } = subject(op);
  const leaves = op.type === 'delete' || op.type === 'update';
  const arrives = op.type !== 'delete';
  const after = op.type === 'update' ? (op.patch.complete ?? complete) : complete;
  return {
    open: Number(arrives && !after) - Number(leaves && !complete),
    complete: Number(arrives && after) - Number(leaves && complete),
  };
}
