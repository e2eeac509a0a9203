import type { MeasuredTask as Task } from '../../measured-task.ts';

/** A page of a list. */
export interface TaskPage {
  tasks: Task[];
  nextCursor: string | null;
}

/** A task that is to be created; its id names the mutation too, as with Typedo. */
export interface NewTask {
  id: string;
  title: string;
  description: string | null;
}

/** A page of all rows, in the order of their changes. */
export interface PulledPage {
  tasks: Task[];
  deletedIds: string[];
  cursor: number;
  hasMore: boolean;
}

/** What the ceilings ask of either database. `hash` is of the request's body. */
export interface CeilingStore {
  /** Whose key has this hash. */
  userOf(keyHash: string): Promise<string | undefined>;
  list(userId: string, limit: number, search: string | null): Promise<TaskPage>;
  byId(userId: string, id: string): Promise<Task | null>;
  /** In the order of the ids, without those that are not there. */
  batch(userId: string, ids: string[]): Promise<Task[]>;
  create(userId: string, task: NewTask, hash: string): Promise<Task>;
  update(userId: string, id: string, title: string, hash: string): Promise<Task | null>;
  /** All in one transaction. */
  push(userId: string, tasks: NewTask[], hash: string): Promise<Task[]>;
  pull(userId: string, limit: number): Promise<PulledPage>;
}

/** Makes a page of rows of which there is one more than asked if another page follows. */
export function toPage(all: Task[], limit: number): TaskPage {
  const tasks = all.slice(0, limit);
  const last = tasks.at(-1);
  if (!last || all.length <= limit) return { tasks, nextCursor: null };
  const cursor = JSON.stringify(['newest', last.createdAt, last.id]);
  return { tasks, nextCursor: Buffer.from(cursor).toString('base64url') };
}

/** Makes a page of a pull of rows of which there is one more than asked if there are more. */
export function toPulled(all: { task: Task; seq: number; deleted: boolean }[], limit: number): PulledPage {
  const rows = all.slice(0, limit);
  return {
    tasks: rows.filter(({ deleted }) => !deleted).map(({ task }) => task),
    deletedIds: rows.filter(({ deleted }) => deleted).map(({ task }) => task.id),
    cursor: rows.at(-1)?.seq ?? 0,
    hasMore: all.length > limit,
  };
}
