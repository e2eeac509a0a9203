import type { FollowChanges } from '@typedo/contract';
import { Refused, type Principal, type TaskStore } from '@typedo/db/store';
import { tracked } from '@trpc/server';
import { withReason } from '../errors.ts';
import type { Channel } from './channel.ts';
import type { FeedEvent, FeedStream } from './feed.ts';

/** What a follower needs of the feed that it is one of. */
export interface FollowerParts {
  readonly tasks: Pick<TaskStore, 'position'>;
  /** Takes part in the channel of a user. */
  enter(principal: Principal): Channel<FeedEvent>;
  leave(principal: Principal): void;
}

/**
 * One stream of a feed. No generator: thousands wait at the same time, and each kept its frame and those of what it waited in, with their
 * variables.
 */
export class Follower implements FeedStream {
  readonly #parts: FollowerParts;
  readonly #principal: Principal;
  readonly #signal: AbortSignal | undefined;
  #channel: Channel<FeedEvent> | null = null;
  /** Null until it is known where the stream begins. */
  #cursor: string | null;
  #seen = 0;
  #behind: boolean;
  #over = false;

  constructor(parts: FollowerParts, principal: Principal, from: FollowChanges, signal: AbortSignal | undefined) {
    this.#parts = parts;
    this.#principal = principal;
    this.#signal = signal;
    this.#cursor = from.lastEventId ?? from.cursor ?? null;
    this.#behind = this.#cursor !== null;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** To be called again when it has answered. */
  async next(): Promise<IteratorResult<FeedEvent, void>> {
    if (this.#signal?.aborted) this.#end();
    try {
      while (!this.#over) {
        // First the subscription, then the read: what changes in between wakes us.
        const channel = this.#channel ?? this.#begin();
        if (this.#cursor !== null && !this.#behind) await channel.wokenAfter(this.#seen, this);
        const event = this.#over ? null : await this.#read(channel, this.#cursor);
        if (event) return { done: false, value: event };
      }
      return { done: true, value: undefined };
    } catch (error) {
      this.#end();
      throw error instanceof Refused ? withReason(error) : error; // it does not pass the procedure's middleware
    }
  }

  /** Ends the stream, also while it waits. */
  async return(): Promise<IteratorResult<FeedEvent, void>> {
    this.#end();
    return { done: true, value: undefined };
  }

  /** What an aborted signal calls. */
  handleEvent(): void {
    this.#end();
  }

  #begin(): Channel<FeedEvent> {
    const channel = this.#parts.enter(this.#principal);
    this.#channel = channel;
    this.#seen = channel.wakeUps;
    this.#signal?.addEventListener('abort', this);
    return channel;
  }

  #end(): void {
    this.#over = true;
    if (!this.#channel) return;
    this.#channel.release(this);
    this.#channel = null;
    this.#parts.leave(this.#principal);
    this.#signal?.removeEventListener('abort', this);
  }

  async #read(channel: Channel<FeedEvent>, cursor: string | null): Promise<FeedEvent | null> {
    if (cursor === null) {
      this.#cursor = await this.#parts.tasks.position(this.#principal);
      // It says where the stream begins, so that one that breaks before its first change can go on from there.
      return tracked(this.#cursor, { tasks: [], deletedIds: [] });
    }
    this.#seen = channel.wakeUps;
    const { pulled, event } = await channel.read(cursor);
    if (pulled.reset) {
      this.#end();
      return { reset: true };
    }
    this.#cursor = pulled.cursor;
    this.#behind = pulled.hasMore;
    return event;
  }
}
