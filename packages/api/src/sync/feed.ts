import { liveChanges, type FollowChanges, type LiveEvent } from '@typedo/contract';
import type { Principal, TaskStore, WakeUps } from '@typedo/db/store';
import { tracked, type TrackedEnvelope } from '@trpc/server';
import { Channel, type Read } from './channel.ts';
import { Follower, type FollowerParts } from './follower.ts';

type Changes = Exclude<LiveEvent, { reset: true }>;

/** What a stream yields: changes under the cursor behind them, or that it cannot go on from its cursor. */
export type FeedEvent = TrackedEnvelope<Changes> | Exclude<LiveEvent, Changes>;

/** The events of one stream, to be asked for one after the other. */
export interface FeedStream extends AsyncIterableIterator<FeedEvent, void, void> {
  /** Ends the stream, and an unanswered `next` with it. */
  return(): Promise<IteratorResult<FeedEvent, void>>;
}

/** Follows users' tasks. */
export interface Feed {
  /**
   * Gives what changes after a cursor, without a gap and in order, until it is returned or the signal is aborted; ends after a reset. It
   * begins when it is first asked, and reads when it is asked again, so whoever is slow costs no memory and gets more at once. Throws
   * TRPCError with a reason.
   */
  follow(principal: Principal, from: FollowChanges, signal?: AbortSignal): FeedStream;
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

  function open(principal: Principal): SharedChannel {
    const channel = new Channel((cursor) => readAfter(tasks, principal, cursor));
    return { channel, leave: wakeUps.subscribe(principal.userId, () => channel.wake()) };
  }

  const parts: FollowerParts = {
    tasks,
    enter(principal) {
      const { userId } = principal;
      const shared = channels.get(userId) ?? open(principal);
      channels.set(userId, shared);
      shared.channel.enter();
      streams++;
      return shared.channel;
    },
    // The channel of a user goes with its last stream.
    leave({ userId }) {
      streams--;
      const shared = channels.get(userId);
      if (!shared || shared.channel.leave() > 0) return;
      shared.leave();
      channels.delete(userId);
    },
  };

  return {
    get streams() {
      return streams;
    },
    follow: (principal, from, signal) => new Follower(parts, principal, from, signal),
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
