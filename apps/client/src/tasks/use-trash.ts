import type { Task, TaskOrder } from '@typedo/sdk';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
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

  const count = useCallback(() => {
    if (isReached) pages.count();
  }, [pages, isReached]);
  const show = useCallback(() => {
    if (isReached && isShown) pages.show(order, text);
  }, [pages, isReached, isShown, order, text]);
  useEffect(count, [count, isShown]);
  useEffect(show, [show]);
  useEffect(() => pages.stop, [pages]);

  // What went or came back is in the server's answer as soon as it knows of it.
  const isStale = useRef(replica.deleting.length > 0);
  useEffect(() => {
    const lookWhenStale = (ids: ReadonlySet<string>) => {
      isStale.current ||=
        [...ids].some((id) => !replica.get(id)) || pages.current().tasks.some(({ id }) => ids.has(id));
      if (!isStale.current || replica.status.pending > 0 || replica.status.phase !== 'live') return;
      isStale.current = false;
      count();
      show();
    };
    const stops = [changes.subscribe(lookWhenStale), deletedHere.subscribe(() => (isStale.current = true))];
    return () => stops.forEach((stop) => stop());
  }, [changes, deletedHere, replica, pages, count, show]);

  const listed = useMemo(() => {
    const known = new Set(here.map(({ id }) => id));
    return [...here.filter(fits), ...there.tasks.filter(({ id }) => !known.has(id))];
  }, [here, there.tasks, fits]);
  // What is among the tasks again is in the trash no more, whatever the server said a moment ago.
  const backIds = useSyncExternalStore(changes.subscribe, () =>
    listed.flatMap(({ id }) => (replica.get(id) ? id : [])).join(' '),
  );
  const tasks = useMemo(() => {
    const back = new Set(backIds.split(' '));
    return backIds === '' ? listed : listed.filter(({ id }) => !back.has(id));
  }, [listed, backIds]);
  return {
    tasks,
    count: there.count,
    isEmpty: there.count === 0 && here.length === 0,
    loading: isReached && there.isLoading,
    failed: !isReached || there.isFailed,
    more: there.hasMore ? pages.more : undefined,
  };
}
