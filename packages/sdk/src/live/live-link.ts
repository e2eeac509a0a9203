import { TRPCClientError, type TRPCLink } from '@trpc/client';
// oxlint-disable-next-line no-restricted-imports -- what links are made of; those of @trpc/client load this very file
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '@typedo/api';
import type { FollowChanges } from '@typedo/contract';
import type { Live } from './live.ts';

/** The link behind `typedo.sync.live.subscribe`: another face of {@link Live}. */
export function liveLink(live: Live): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        const left = new AbortController();
        const signal = op.signal ? AbortSignal.any([op.signal, left.signal]) : left.signal;
        const { cursor, lastEventId }: FollowChanges = op.input ?? {};
        const onOpen = () => observer.next({ result: { type: 'started' } });
        async function follow(): Promise<void> {
          for await (const message of live({ cursor: lastEventId ?? cursor, signal, onOpen })) {
            if (message.reset) observer.next({ result: { data: message } });
            else {
              const { cursor: id, tasks, deletedIds } = message;
              observer.next({ result: { id, data: { id, data: { tasks, deletedIds } } } });
            }
          }
          observer.next({ result: { type: 'stopped' } });
          observer.complete();
        }
        follow().catch((error: unknown) => observer.error(TRPCClientError.from<AppRouter>(error as Error))); // live throws errors
        return () => left.abort();
      });
}
