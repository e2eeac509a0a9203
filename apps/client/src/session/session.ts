import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Services } from '../app/services.ts';
import type { User } from './auth.ts';

/** Who is signed in. `ended`: the server ended the session, nobody signed out. */
export interface Session {
  readonly user: User | null;
  readonly ended: boolean;
}

const key = ['session'];

/** Who is signed in. Asked again whenever the window comes to the front: another tab may have signed out. */
export function sessionQuery({ auth, connection }: Pick<Services, 'auth' | 'connection'>) {
  return queryOptions({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Session> => ({
      user: await connection.reach(() => auth.user(signal), signal),
      ended: false,
    }),
    staleTime: 60_000,
    refetchOnWindowFocus: 'always',
  });
}

/** The id of who is signed in as far as the page knows; null for nobody. */
export function currentUserId(queries: QueryClient): string | null {
  return queries.getQueryData<Session>(key)?.user?.id ?? null;
}

/** A session begins. What is in the page of another account goes; changes of this one that could not be sent are kept. */
export function beginSession(queries: QueryClient, user: User): void {
  // Keys of queries and writes have the account's id in the second place.
  const foreign = ({ options }: { options: { queryKey?: readonly unknown[]; mutationKey?: readonly unknown[] } }) =>
    ![undefined, user.id].includes((options.queryKey ?? options.mutationKey)?.[1] as string | undefined);
  queries.removeQueries({ predicate: foreign });
  const writes = queries.getMutationCache();
  for (const write of writes.findAll({ predicate: foreign })) writes.remove(write);
  queries.setQueryData<Session>(key, { user, ended: false });
  tellOtherTabs();
}

/** The server no longer knows the session. What could not be sent stays for when it is back. */
export function sessionEnded(queries: QueryClient): void {
  queries.setQueryData<Session>(key, { user: null, ended: true });
}

/** The person signed out: nothing of theirs stays in the page. */
export function forgetAll(queries: QueryClient): void {
  queries.clear();
  queries.setQueryData<Session>(key, { user: null, ended: false });
  tellOtherTabs();
}

const channel = 'typedo-session';

function tellOtherTabs(): void {
  const others = new BroadcastChannel(channel);
  others.postMessage(null);
  others.close();
}

/** Looks again who is signed in when another tab says that this changed; all tabs share one cookie. */
export function followOtherTabs(queries: QueryClient): void {
  new BroadcastChannel(channel).addEventListener('message', () => void queries.invalidateQueries({ queryKey: key }));
}
