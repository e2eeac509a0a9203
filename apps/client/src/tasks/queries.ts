import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { ListTasks, Task } from '@typedo/sdk';
import type { Services } from '../app/services.ts';
import type { Answer, Part } from './fold.ts';

type Needs = Pick<Services, 'typedo' | 'connection'>;
type Page = Part & { readonly next: string | null };

/** The open tasks, the newest first, page by page. */
export function openTasks(services: Needs, userId: string) {
  return taskList(services, userId, 'open', { complete: false, order: 'newest', limit: 50 });
}

/** The done tasks, those last touched first, page by page. */
export function doneTasks(services: Needs, userId: string) {
  return taskList(services, userId, 'done', { complete: true, order: 'recentlyUpdated', limit: 20 });
}

function taskList(
  { typedo, connection }: Needs,
  userId: string,
  name: string,
  input: Pick<ListTasks, 'complete' | 'order' | 'limit'>,
) {
  return infiniteQueryOptions({
    queryKey: ['tasks', userId, name],
    initialPageParam: null as string | null, // the first page has no cursor, the next ones have one
    queryFn: async ({ pageParam, signal }): Promise<Page> => {
      const asOf = performance.now();
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const page = await connection.reach(() => typedo.task.list.query({ ...input, ...cursor }, { signal }), signal);
      return { asOf, tasks: page.tasks, next: page.nextCursor };
    },
    getNextPageParam: (page) => page.next,
    select: ({ pages }): Part => ({
      asOf: pages[0]?.asOf ?? 0,
      tasks: pages.flatMap((page): readonly Task[] => page.tasks),
    }),
  });
}

/** Where the numbers of a person's tasks are kept. */
export const countKey = (userId: string) => ['tasks', userId, 'count'];

/** How many tasks there are, open and done. */
export function taskCount({ typedo, connection }: Needs, userId: string) {
  return queryOptions({
    queryKey: countKey(userId),
    queryFn: ({ signal }) => connection.reach(() => typedo.task.count.query(undefined, { signal }), signal),
  });
}

/** What the server answered to the writes of this page, by task; `settled` are the mutation ids of those writes. */
export interface Answered {
  readonly tasks: ReadonlyMap<string, Answer>;
  readonly settled: ReadonlySet<string>;
}

/** Before the first answer. */
export const nothing: Answered = { tasks: new Map(), settled: new Set() };

/** Where the answers to a person's writes are kept. */
export const answeredKey = (userId: string) => ['tasks', userId, 'answered'];

/** The answers to writes. Nobody fetches them: they are put here as they come. */
export function answered(userId: string) {
  return queryOptions({
    queryKey: answeredKey(userId),
    queryFn: () => nothing,
    initialData: nothing,
    staleTime: 'static',
    gcTime: Infinity,
  });
}
