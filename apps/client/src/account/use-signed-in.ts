import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { createContext, use, useEffect } from 'react';
import { useServices } from '../app/services.ts';
import type { User } from '../session/auth.ts';
import { comeBack } from '../session/come-back.ts';
import { sessionQuery } from '../session/session.ts';

/** Who is signed in. Whoever is not any more is sent to sign in, and comes back to the same page afterwards; null meanwhile. */
export function useSignedIn(): User | null {
  const services = useServices();
  const router = useRouter();
  const { data: session } = useQuery(sessionQuery(services));
  const gone = session?.user === null;
  const ended = session?.ended === true;

  useEffect(() => {
    // Whoever deleted the account is on the way to a page of its own.
    if (!gone || router.latestLocation.pathname === '/goodbye') return;
    const { href } = router.state.location;
    void router.navigate({ to: '/sign-in', search: { ...comeBack(href), ...(ended ? { ended } : {}) }, replace: true });
  }, [gone, ended, router]);

  return session?.user ?? null;
}

/** Who is signed in, for the pages inside the account's frame. */
export const UserContext = createContext<User | null>(null);

/** Who is signed in, on a page inside the account's frame. */
export function useUser(): User {
  const user = use(UserContext);
  if (!user) throw new Error('There is no account around this component');
  return user;
}
