import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { TaskCount } from '@typedo/sdk';
import { useMemo } from 'react';
import { useServices } from '../app/services.ts';
import { countChange, fold, type Row } from './fold.ts';
import { answered, doneTasks, openTasks, taskCount } from './queries.ts';
import { useWrites, type SentWrite } from './write.ts';

export type TaskRow = Row<SentWrite>;

/** A part of the list that can be longer than what is here of it. */
export interface Paged {
  readonly loading: boolean;
  /** It could not be loaded, or not further; `again` tries once more. */
  readonly failed: { readonly error: Error; readonly again: () => void } | null;
  readonly more: { readonly loading: boolean; readonly load: () => void } | null;
}

type Counts = Pick<TaskCount, 'open' | 'complete'>;

/** Everything that the task page shows: the rows in no order, the numbers, and what is still to come. */
export function useTasks(userId: string, withDone: boolean) {
  const services = useServices();
  const open = useInfiniteQuery(openTasks(services, userId));
  const done = useInfiniteQuery({ ...doneTasks(services, userId), enabled: withDone });
  const count = useQuery(taskCount(services, userId));
  const { tasks: answers, settled } = useQuery(answered(userId)).data;
  const all = useWrites(userId);

  const writes = useMemo(() => all.filter(({ op, error }) => error ?? !settled.has(op.mutationId)), [all, settled]);
  const rows: TaskRow[] = useMemo(
    () => fold({ open: open.data, done: done.data }, answers.values(), writes),
    [open.data, done.data, answers, writes],
  );
  const counts = count.data && writes.reduce<Counts>(counted, count.data);
  return { rows, counts, open: paged(open), done: paged(done) };
}

/** What a write that is under way makes of the numbers. */
function counted(counts: Counts, { op, error }: SentWrite): Counts {
  const change = error ? { open: 0, complete: 0 } : countChange(op);
  return { open: counts.open + change.open, complete: counts.complete + change.complete };
}

function paged(query: {
  isPending: boolean;
  error: Error | null;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
  refetch: () => Promise<unknown>;
}): Paged {
  const { isPending, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  return {
    loading: isPending,
    failed: error && { error, again: () => void refetch() },
    more: hasNextPage ? { loading: isFetchingNextPage, load: () => void fetchNextPage() } : null,
  };
}
