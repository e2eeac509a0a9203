import { limits, taskOrder, type TaskOrder } from '@typedo/sdk';

export const views = ['open', 'done', 'all', 'trash'] as const;
export type View = (typeof views)[number];

/** What the address of the task page says. What is usual is left out: the open tasks, the newest first, no search, no details. */
export interface TasksSearch {
  view?: Exclude<View, 'open'> | undefined;
  order?: Exclude<TaskOrder, 'newest'> | undefined;
  q?: string | undefined;
  /** The task whose details are shown. */
  task?: string | undefined;
}

/** Reads an address. What makes no sense in it is as if it were not there; each key is named, or the router would keep what it said. */
export function tasksSearch(search: Record<string, unknown>): TasksSearch {
  const view = views.find((view) => view === search['view']);
  const { data: order } = taskOrder.safeParse(search['order']);
  // The router reads a number where one is written.
  const q = ['string', 'number', 'boolean'].includes(typeof search['q']) ? String(search['q']) : '';
  const task = typeof search['task'] === 'string' ? search['task'] : undefined;
  return {
    view: view === 'open' ? undefined : view,
    order: order === 'newest' ? undefined : order,
    q: q.slice(0, limits.search.max) || undefined,
    task,
  };
}
