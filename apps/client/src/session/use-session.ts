import { useSyncExternalStore } from 'react';
import { useServices } from '../app/services.ts';
import type { SessionState } from './session.ts';

/** What is known of the session; undefined until the server was asked. */
export function useSession(): SessionState | undefined {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, session.current);
}
