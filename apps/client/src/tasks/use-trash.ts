import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Task, TaskOrder } from '@typedo/sdk';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useServices } from '../app/services.ts';
import { useReplicaStatus, useWorkspace } from '../replica/use-workspace.ts';
import type { Arrangement } from './listing.ts';

/** The trash: what the server has there, page by page, and what was deleted on this device, at once. */
export interface Trash {
  readonly tasks: readonly Task[];
  /** How many there are; undefined while the server has not said. */
  readonly count: number | undefined;
  readonly loading: boolean;
  /** The server could not be asked. */
  readonly failed: boolean;
  readonly more: (() => void) | undefined;
}

/** Reads the trash while it is looked at, and counts it always. */
export function useTrash(isShown: boolean, order: TaskOrder, text: string, { fits }: Pick<Arrangement, 'fits'>): Trash {
  const { typedo, queries } = useServices();
  const { userId, replica, changes, deletedHere } = useWorkspace();
  const { phase } = useReplicaStatus();
  const isReached = phase === 'live' || phase === 'syncing';
  const here = useSyncExternalStore(deletedHere.subscribe, deletedHere.list);

  const count = useQuery({
    queryKey: ['trash', userId, 'count'],
    queryFn: async ({ signal }) => (await typedo.task.count.query(undefined, { signal })).deleted,
    enabled: isReached,
  });
  const pages = useInfiniteQuery({
    queryKey: ['trash', userId, 'list', order, text],
    initialPageParam: undefined as string | undefined, // the first page has no cursor, the next ones have one
    queryFn: ({ pageParam, signal }) =>
      typedo.task.list.query(
        { deleted: true, order, limit: 100, search: text || undefined, cursor: pageParam },
        { signal },
      ),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: isShown && isReached,
  });

  // What went or came back is in the server's answer as soon as it knows of it.
  useEffect(() => {
    let isStale = false;
    const look = (ids: ReadonlySet<string>) => {
      isStale ||= [...ids].some((id) => !replica.get(id));
      if (!isStale || replica.status.pending > 0 || replica.status.phase !== 'live') return;
      isStale = false;
      void queries.invalidateQueries({ queryKey: ['trash', userId] });
    };
    const stops = [changes.subscribe(look), deletedHere.subscribe(() => (isStale = true))];
    return () => stops.forEach((stop) => stop());
  }, [changes, deletedHere, replica, queries, userId]);

  const listed = useMemo(() => {
    const known = new Set(here.map(({ id }) => id));
    const pagesTasks = pages.data?.pages.flatMap((page): readonly Task[] => page.tasks) ?? [];
    return [...here.filter(fits), ...pagesTasks.filter(({ id }) => !known.has(id))];
  }, [here, pages.data, fits]);
  // What is among the tasks again is in the trash no more, whatever the server said a moment ago.
  const backIds = useSyncExternalStore(changes.subscribe, () =>
    listed.flatMap(({ id }) => (replica.get(id) ? id : [])).join(' '),
  );
  const tasks = useMemo(
    () => (backIds === '' ? listed : listed.filter(({ id }) => !backIds.includes(id))),
    [listed, backIds],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const more = useMemo(
    () => (hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined),
    [hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  return { tasks, count: count.data, loading: pages.isLoading, failed: !isReached || pages.isError, more };
}
