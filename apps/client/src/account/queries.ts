import { queryOptions } from '@tanstack/react-query';
import type { Services } from '../app/services.ts';

type Needs = Pick<Services, 'typedo' | 'connection'>;

/** Where the account is signed in, the newest first. */
export function sessionsQuery({ typedo, connection }: Needs, userId: string) {
  return queryOptions({
    queryKey: ['account', userId, 'sessions'],
    queryFn: ({ signal }) => connection.reach(() => typedo.account.sessions.list.query(undefined, { signal }), signal),
    select: ({ sessions }) => sessions,
  });
}

/** The account's API keys, the newest first. */
export function keysQuery({ typedo, connection }: Needs, userId: string) {
  return queryOptions({
    queryKey: ['account', userId, 'keys'],
    queryFn: ({ signal }) => connection.reach(() => typedo.account.keys.list.query(undefined, { signal }), signal),
    select: ({ keys }) => keys,
  });
}
