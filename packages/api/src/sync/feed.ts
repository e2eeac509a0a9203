import { liveChanges, type FollowChanges, type LiveEvent } from '@typedo/contract';
import { Refused, type Principal, type TaskStore, type WakeUps } from '@typedo/db/store';
import { tracked, type TrackedEnvelope } from '@trpc/server';
import { withReason } from '../errors.ts';
import { Channel, type Read } from './channel.ts';

type Changes = Exclude<LiveEvent, { reset: true }>;

/** What a stream yields: changes under the cursor behind them, or that it cannot go on from its cursor. */
export type FeedEvent = TrackedEnvelope<Changes> | Exclude<LiveEvent, Changes>;

/** Follows users' tasks. */
export interface Feed {
  /**
   * Yields what changes after a cursor, without a gap and in order, until the signal is aborted; ends after a reset. It reads when its
   * last event was taken, so whoever is slow costs no memory and gets more at once. Throws TRPCError with a reason.
   */
  follow(principal: Principal, from: FollowChanges, signal: AbortSignal): AsyncGenerator<FeedEvent, void, void>;
  /** How many streams are open. */
  readonly streams: number;
}

/** Tasks in one event; with texts of full length that is about half a megabyte. */
const eventLimit = 100;

/**
 * Makes a feed. However many streams a user has, a wake-up costs one read: those that are at the same place share it, and the very same
 * event with it.
 */
export function createFeed(dependencies: {
  tasks: Pick<TaskStore, 'pull' | 'position'>;
  wakeUps: Pick<WakeUps, 'subscribe'>;
}): Feed {
  const { tasks, wakeUps } = dependencies;
  const channels = new Map<string, SharedChannel>();
  let streams = 0;

  /** The channel of a user, which goes with its last stream. */
  function join(principal: Principal): Disposable & { channel: Channel<FeedEvent> } {
    const { userId } = principal;
    const shared = channels.get(userId) ?? open(principal);
    channels.set(userId, shared);
    shared.channel.enter();
    streams++;
    return {
      channel: shared.channel,
      [Symbol.dispose]() {
        streams--;
        if (shared.channel.leave() > 0) return;
        shared.leave();
        channels.delete(userId);
      },
    };
  }

  function open(principal: Principal): SharedChannel {
    const channel = new Channel((cursor) => readAfter(tasks, principal, cursor));
    return { channel, leave: wakeUps.subscribe(principal.userId, () => channel.wake()) };
  }

  return {
    get streams() {
      return streams;
    },
    async *follow(principal, from, signal) {
      // First the subscription, then the read: what changes in between wakes us.
      using joined = join(principal);
      const { channel } = joined;
      let cursor = from.lastEventId ?? from.cursor ?? null;
      let seen = channel.wakeUps;
      let behind = cursor !== null;
      if (cursor === null) {
        cursor = await withReasons(tasks.position(principal));
        // It says where the stream begins, so that one that breaks before its first change can go on from there.
        yield tracked(cursor, { tasks: [], deletedIds: [] });
      }
      // A generator keeps its variables while it waits, so this one is emptied before: an event can be large.
      let read: Read<FeedEvent> | null = null;
      for (;;) {
        if (!behind) await channel.wokenAfter(seen, signal);
        if (signal.aborted) return;
        seen = channel.wakeUps;
        read = await withReasons(channel.read(cursor));
        if (read.pulled.reset) {
          yield { reset: true };
          return;
        }
        ({ cursor, hasMore: behind } = read.pulled);
        if (read.event) yield read.event;
        read = null;
      }
    },
  };
}

interface SharedChannel {
  readonly channel: Channel<FeedEvent>;
  readonly leave: () => void;
}

async function readAfter(
  tasks: Pick<TaskStore, 'pull'>,
  principal: Principal,
  cursor: string,
): Promise<Read<FeedEvent>> {
  const pulled = await tasks.pull(principal, { cursor, limit: eventLimit });
  if (pulled.reset || pulled.cursor === cursor) return { pulled, event: null };
  return {
    pulled,
    event: tracked(pulled.cursor, liveChanges.parse({ tasks: pulled.tasks, deletedIds: pulled.deletedIds })),
  };
}

/** An error of a stream does not pass the procedure's middleware. */
async function withReasons<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw error instanceof Refused ? withReason(error) : error;
  }
}
