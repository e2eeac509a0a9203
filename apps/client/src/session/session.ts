import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { isReason } from '@typedo/sdk';
import type { Services } from '../app/services.ts';
import { forgetOn } from '../replica/open.ts';
import type { User } from './auth.ts';
import { rememberedUser, rememberUser } from './remembered-user.ts';

/** Who is signed in. `ended`: the server ended the session, nobody signed out. */
export interface Session {
  readonly user: User | null;
  readonly ended: boolean;
  /** Whose tasks stay on the page after that, so that nothing is taken from under their hands; null when nobody's do. */
  readonly lastUser: User | null;
  /** Whether the server has not been asked yet: who it is, is remembered. */
  readonly isRemembered?: true;
}

export const sessionKey = ['session'];

/** Who is signed in. Asked again whenever the window comes to the front: another tab may have signed out. */
export function sessionQuery({ auth, connection }: Pick<Services, 'auth' | 'connection'>) {
  return queryOptions({
    queryKey: sessionKey,
    queryFn: async ({ signal, client }): Promise<Session> => {
      const user = await connection.reach(() => auth.user(signal), signal);
      if (user) return known(user);
      // Whoever signs out says so to all tabs. A session that is gone without was ended.
      return ended(client);
    },
    staleTime: 60_000,
    refetchOnWindowFocus: 'always',
  });
}

/**
 * Begins with whoever was signed in here last, so that their tasks are on the screen before the server was asked, and also when it cannot be.
 * Whether they still are is asked at once.
 */
export function beginRemembered(queries: QueryClient): void {
  const user = rememberedUser();
  if (user)
    queries.setQueryData<Session>(
      sessionKey,
      { user, ended: false, lastUser: null, isRemembered: true },
      { updatedAt: 0 },
    );
}

/** Whose page it is as far as it knows, and whether that person is signed in; null for nobody's. */
export function personOf(queries: QueryClient): { readonly userId: string | null; readonly signedIn: boolean } {
  const session = queries.getQueryData<Session>(sessionKey);
  return { userId: (session?.user ?? session?.lastUser)?.id ?? null, signedIn: Boolean(session?.user) };
}

/** Asks the server again who is signed in. */
export function lookAgain(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: sessionKey });
}

function known(user: User): Session {
  rememberUser(user);
  return { user, ended: false, lastUser: null };
}

function ended(queries: QueryClient): Session {
  const before = queries.getQueryData<Session>(sessionKey);
  if (before?.isRemembered) {
    // A session that was ended from elsewhere shows nothing any more to who opens the page. What was not sent stays on the device.
    rememberUser(null);
    return { user: null, ended: true, lastUser: null };
  }
  const lastUser = before?.user ?? before?.lastUser ?? null;
  return { user: null, ended: lastUser !== null || before?.ended === true, lastUser };
}

/** A session begins. What is in the page of another account goes. */
export function beginSession(queries: QueryClient, user: User): void {
  // Keys of queries have the account's id in the second place.
  queries.removeQueries({
    predicate: ({ queryKey }) => ![undefined, user.id].includes(queryKey[1] as string | undefined),
  });
  queries.setQueryData<Session>(sessionKey, known(user));
  tellOtherTabs();
}

/** The server no longer knows the session. The person's tasks stay on the page, and what could not be sent, for when it is back. */
export function sessionEnded(queries: QueryClient): void {
  queries.setQueryData<Session>(sessionKey, ended(queries));
}

/** A call failed; perhaps because the server no longer knows the session. */
export function heedFailure(queries: QueryClient, error: unknown): void {
  if (isReason(error, 'UNAUTHENTICATED')) sessionEnded(queries);
}

/** The person signed out: nothing of theirs stays in the page. */
export function forgetAll(queries: QueryClient): void {
  forget(queries);
  tellOtherTabs(signedOut);
}

function forget(queries: QueryClient): void {
  const { userId } = personOf(queries);
  if (userId !== null) void forgetOn(userId);
  rememberUser(null);
  queries.clear();
  queries.setQueryData<Session>(sessionKey, { user: null, ended: false, lastUser: null });
}

const channel = 'typedo-session';
const signedOut = 'signed out';

function tellOtherTabs(news: typeof signedOut | null = null): void {
  const others = new BroadcastChannel(channel);
  others.postMessage(news);
  others.close();
}

/** Follows what another tab says: somebody signed out, or in; all tabs share one cookie. */
export function followOtherTabs(queries: QueryClient): void {
  new BroadcastChannel(channel).addEventListener('message', ({ data }) => {
    if (data === signedOut) forget(queries);
    else lookAgain(queries);
  });
}
