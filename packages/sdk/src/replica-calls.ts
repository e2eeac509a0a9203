import { httpLink, type Operation, type TRPCLink } from '@trpc/client';
import type { AppRouter } from '@typedo/api';
import { userIdHeader } from '@typedo/contract';
import { boundedFetch, type Way } from './way.ts';

/**
 * The context of a call of a replica, which repeats it itself. With the user whose tasks the replica has, the server refuses the call as
 * UNAUTHENTICATED when somebody else is signed in by now; null when that is not known.
 */
export function replicaCall(userId: string | null): Record<string, unknown> {
  return { replicaOf: userId };
}

export function isReplicaCall({ context }: Pick<Operation, 'context'>): boolean {
  return 'replicaOf' in context;
}

/** Sends each call on its own: to give up one of a replica ends its request, and its header is about no other call. */
export function singleLink(way: Way): TRPCLink<AppRouter> {
  return httpLink({
    url: way.url,
    headers: ({ op }) => ({ ...way.headers, ...headersFor(op.context['replicaOf']) }),
    fetch: boundedFetch(way),
  });
}

/** Says who the caller means to be, if he knows. */
export function headersFor(userId: unknown): Record<string, string> {
  return typeof userId === 'string' ? { [userIdHeader]: userId } : {};
}
