import type { Task, TaskOrder } from '@typedo/sdk';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useServices } from '../app/services.ts';
import { useReplicaStatus, useWorkspace } from '../replica/use-workspace.ts';
import type { Arrangement } from './listing.ts';
import { createTrashPages } from './trash-pages.ts';

/** The trash: what the server has there, page by page, and what was deleted on this device, at once. */
export interface Trash {
  readonly tasks: readonly Task[];
  /** How many there are; undefined while the server has not said. */
  readonly count: number | undefined;
  /** Whether it is known to be empty. */
  readonly isEmpty: boolean;
  readonly loading: boolean;
  /** The server could not be asked. */
  readonly failed: boolean;
  readonly more: (() => void) | undefined;
}

/** Reads the trash while it is looked at, and counts it always. */
export function useTrash(isShown: boolean, order: TaskOrder, text: string, { fits }: Pick<Arrangement, 'fits'>): Trash {
  const { typedo, session } = useServices();
  const { replica, changes, deletedHere } = useWorkspace();
  const { phase } = useReplicaStatus();
  const isReached = phase === 'live' || phase === 'syncing';
  const here = useSyncExternalStore(deletedHere.subscribe, deletedHere.list);
  const [pages] = useState(() => createTrashPages(typedo, session.heed));
  const there = useSyncExternalStore(pages.subscribe, pages.current);

  const look = useCallback(() => {
    if (!isReached) return;
    pages.count();
    if (isShown) pages.show(order, text);
  }, [pages, isReached, isShown, order, text]);
  useEffect(() => {
    look();
    return pages.stop;
  }, [look, pages]);

  // What went or came back is in the server's answer as soon as it knows of it.
  useEffect(() => {
    let isStale = replica.deleting.length > 0;
    const lookWhenStale = (ids: ReadonlySet<string>) => {
      isStale ||= [...ids].some((id) => !replica.get(id));
      if (!isStale || replica.status.pending > 0 || replica.status.phase !== 'live') return;
      isStale = false;
      look();
    };
    const stops = [changes.subscribe(lookWhenStale), deletedHere.subscribe(() => (isStale = true))];
    return () => stops.forEach((stop) => stop());
  }, [changes, deletedHere, replica, look]);

  const listed = useMemo(() => {
    const known = new Set(here.map(({ id }) => id));
    return [...here.filter(fits), ...there.tasks.filter(({ id }) => !known.has(id))];
  }, [here, there.tasks, fits]);
  // What is among the tasks again is in the trash no more, whatever the server said a moment ago.
  const backIds = useSyncExternalStore(changes.subscribe, () =>
    listed.flatMap(({ id }) => (replica.get(id) ? id : [])).join(' '),
  );
  const tasks = useMemo(
    () => (backIds === '' ? listed : listed.filter(({ id }) => !backIds.includes(id))),
    [listed, backIds],
  );
  return {
    tasks,
    count: there.count,
    isEmpty: there.count === 0 && here.length === 0,
    loading: isReached && there.isLoading,
    failed: !isReached || there.isFailed,
    more: there.hasMore ? pages.more : undefined,
  };
}
