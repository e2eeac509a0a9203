import { createContext, use } from 'react';
import type { User } from '../session/auth.ts';
import { useSession } from '../session/use-session.ts';
import { useWayToSignIn } from '../session/use-way-to-sign-in.ts';

/** Who is signed in. Whoever is not any more is sent to sign in; null meanwhile. */
export function useSignedIn(): User | null {
  const session = useSession();
  useWayToSignIn(session, session?.user === null);
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
