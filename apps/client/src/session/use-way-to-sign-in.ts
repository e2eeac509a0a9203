import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { comeBack } from './come-back.ts';
import type { SessionState } from './session.ts';

/** Sends a page that is nobody's any more to sign in, from where one comes back to it; who was sent because a session ended is told so. */
export function useWayToSignIn(session: SessionState | undefined, isNobodys: boolean): void {
  const router = useRouter();
  const ended = session?.ended === true;
  useEffect(() => {
    // Whoever deleted the account is on the way to a page of its own.
    if (!isNobodys || router.latestLocation.pathname === '/goodbye') return;
    const { href } = router.state.location;
    void router.navigate({ to: '/sign-in', search: { ...comeBack(href), ...(ended ? { ended } : {}) }, replace: true });
  }, [isNobodys, ended, router]);
}
