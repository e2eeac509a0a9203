import { foldCase, type Task, type TaskOrder } from '@typedo/sdk';
import type { Arrangement } from './listing.ts';
import type { View } from './search-params.ts';

/** The tasks of a view that have a text in title or description, whatever its case, in an order. */
export function arrangementOf(view: View, order: TaskOrder, text: string, folded: Folded): Arrangement {
  const part = foldCase(text);
  const isOf = view === 'all' ? () => true : (task: Task) => task.complete === (view === 'done');
  return { fits: part === '' ? isOf : (task) => isOf(task) && has(task, part, folded), compare: orders[order] };
}

/** The folded texts of tasks. A task that changes is another object, so what was folded once stays true. */
export type Folded = WeakMap<Task, string>;

function has(task: Task, part: string, folded: Folded): boolean {
  let text = folded.get(task);
  if (text === undefined) {
    text = foldCase(`${task.title}\0${task.description ?? ''}`); // no text has a NUL in it
    folded.set(task, text);
  }
  return text.includes(part);
}

// As a reader would sort: Ä beside A, and 9 before 10.
const byTitle = new Intl.Collator(undefined, { numeric: true });

const orders: Record<TaskOrder, (one: Task, other: Task) => number> = {
  newest: (one, other) => ascending(other.createdAt, one.createdAt) || ascending(other.id, one.id),
  oldest: (one, other) => ascending(one.createdAt, other.createdAt) || ascending(one.id, other.id),
  recentlyUpdated: (one, other) => ascending(other.updatedAt, one.updatedAt) || ascending(other.id, one.id),
  title: (one, other) => byTitle.compare(one.title, other.title) || ascending(one.id, other.id),
};

function ascending(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
