import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { comeBack } from './come-back.ts';
import type { SessionState } from './session.ts';

/**
 * Sends a page that is nobody's any more to sign in. Whose session ended is told so, and comes back to the page; of who signed out, not even the
 * address stays, which may have words of a search in it.
 */
export function useWayToSignIn(session: SessionState | undefined, isNobodys: boolean): void {
  const router = useRouter();
  const ended = session?.ended === true;
  useEffect(() => {
    // Whoever deleted the account is on the way to a page of its own.
    if (!isNobodys || router.latestLocation.pathname === '/goodbye') return;
    const search = ended ? { ...comeBack(router.state.location.href), ended } : comeBack(undefined);
    void router.navigate({ to: '/sign-in', search, replace: true });
  }, [isNobodys, ended, router]);
}
