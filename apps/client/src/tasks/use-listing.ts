import type { Task } from '@typedo/sdk';
import { useMemo, useSyncExternalStore } from 'react';
import { useWorkspace } from '../replica/use-workspace.ts';
import { createListing, type Arrangement } from './listing.ts';

/** The tasks of a view, arranged. The array is another one when something of it changes, and what did not change in it is the same object. */
export function useListing(arrangement: Arrangement): readonly Task[] {
  const { changes, replica } = useWorkspace();
  const listing = useMemo(() => createListing(replica, changes, arrangement), [replica, changes, arrangement]);
  return useSyncExternalStore(listing.subscribe, listing.tasks);
}
