import type { ServerResponse } from 'node:http';
import type { Caller, FeedEvent } from '@typedo/api';
import { isTrackedEnvelope, type TRPCError } from '@trpc/server';
import { endFrame, errorFrame, pingFrame, returnFrame, type LiveFrames } from './live-frames.ts';
import { shapeOf } from './refusal.ts';

/** The procedure that is answered with a stream. */
export const livePath = 'sync.live';

/** Bytes that are handed over at once: a slow line is judged by each such piece, not by a whole event, and no more waits in memory for it. */
const piece = 64 * 1024;

/** When a stream pings, ends and is cut off, in milliseconds. */
export interface LiveTimes {
  /** Silence after which a ping says that the line is alive. */
  readonly pingMs: number;
  /** How long a reader may take for {@link piece} bytes, or for the end. Its cursor makes it safe to cut it off. */
  readonly slowMs: number;
}

/** What a stream is made from. */
export interface LiveStreamOptions {
  readonly outgoing: ServerResponse;
  readonly caller: Caller;
  readonly times: LiveTimes;
  /** When it ends by itself, on the clock of {@link LiveStream.tick}. */
  readonly endsAt: number;
  readonly frames: LiveFrames;
  /** Stops the events when the stream is over. */
  readonly abort: AbortController;
}

/** Writes the events of one feed to one reader, at the reader's pace. */
export class LiveStream {
  readonly caller: Caller;
  readonly #options: LiveStreamOptions;
  /** Whether an event is half written: nothing else may go out then. */
  #sending = false;
  /** Since when the reader has been waited for; kept once the stream has ended. */
  #waits: { since: number; over: PromiseWithResolvers<void> } | null = null;
  #wroteAt = performance.now();
  #ended = false;

  constructor(options: LiveStreamOptions) {
    this.#options = options;
    this.caller = options.caller;
    const goOn = () => {
      this.#waits?.over.resolve();
      if (!this.#ended) this.#waits = null;
    };
    options.outgoing.on('drain', goOn).on('close', goOn);
  }

  /**
   * Writes a first frame and then all events, each when the one before has gone out. Resolves when the stream is over; rejects with what the
   * events threw, and then the stream still has to be ended.
   */
  async write(first: Buffer, events: AsyncIterable<FeedEvent, void>, lastId: string | null): Promise<void> {
    await this.#send(first);
    const iterator = events[Symbol.asyncIterator]();
    let id: string | null | undefined = lastId;
    try {
      while (id !== undefined) id = await this.#next(iterator, id);
    } finally {
      await iterator.return?.();
    }
    this.end(returnFrame); // the events are over by themselves only behind a reset
  }

  /** Ends the stream with a last frame; a reader that still waits for the rest of an event is cut off instead. */
  end(last: Buffer): void {
    if (this.#isOver) return;
    const { outgoing, abort } = this.#options;
    this.#ended = true;
    abort.abort();
    if (this.#sending || this.#waits) {
      outgoing.destroy();
    } else {
      this.#wait();
      outgoing.end(last);
    }
  }

  /** Ends the stream and says why. */
  fail(error: TRPCError): void {
    this.end(errorFrame(shapeOf(error, livePath)));
  }

  /** Does what is due at `now`, a time of `performance.now()`. */
  tick(now: number): void {
    const { outgoing, endsAt, times } = this.#options;
    if (this.#waits) {
      if (now - this.#waits.since > times.slowMs) outgoing.destroy();
    } else if (this.#sending) {
      // It goes on in this very moment.
    } else if (now >= endsAt) {
      this.end(endFrame);
    } else if (now - this.#wroteAt >= times.pingMs) {
      this.#put(pingFrame);
    }
  }

  get #isOver(): boolean {
    return this.#ended || this.#options.outgoing.destroyed;
  }

  /**
   * Writes the next event and gives its id, or that of the one before if it has none; undefined when the stream is over. Not part of a loop
   * over the events, whose variables would keep a large one while it waits for the next.
   */
  async #next(events: AsyncIterator<FeedEvent, void>, lastId: string | null): Promise<string | null | undefined> {
    const next = await events.next();
    if (next.done || this.#isOver) return undefined;
    await this.#send(this.#options.frames.of(next.value, lastId));
    if (this.#isOver) return undefined;
    return isTrackedEnvelope(next.value) ? next.value[0] : lastId;
  }

  async #send(frame: Buffer): Promise<void> {
    if (this.#waits) await this.#waits.over.promise; // for a ping
    this.#sending = true;
    for (let start = 0; start < frame.length && !this.#isOver; start += piece) {
      this.#put(frame.subarray(start, start + piece));
      if (this.#waits) await this.#waits.over.promise;
    }
    this.#sending = false;
  }

  #put(bytes: Buffer): void {
    this.#wroteAt = performance.now();
    if (!this.#options.outgoing.write(bytes)) this.#wait();
  }

  #wait(): void {
    this.#waits = { since: performance.now(), over: Promise.withResolvers() };
  }
}
