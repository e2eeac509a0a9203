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

/** What all streams of a server have in common. */
export interface LiveParts {
  readonly times: LiveTimes;
  readonly frames: LiveFrames;
  /** Hears what the events of a stream threw; the stream still has to be ended. */
  onFailure(stream: LiveStream, thrown: unknown): void;
  onClose(stream: LiveStream): void;
}

/** What a stream is made from. */
export interface LiveStreamOptions {
  readonly outgoing: ServerResponse;
  readonly caller: Caller;
  readonly events: AsyncIterator<FeedEvent, void>;
  /** The id of the event before the first one. */
  readonly lastId: string | null;
  /** When it ends by itself, on the clock of {@link LiveStream.tick}. */
  readonly endsAt: number;
}

/**
 * Writes the events of one feed to one reader, at the reader's pace. What waits for the next event is a callback: an async function would keep
 * its variables meanwhile, of which an event can be large, and thousands wait.
 */
export class LiveStream {
  readonly caller: Caller;
  readonly outgoing: ServerResponse;
  readonly #parts: LiveParts;
  readonly #events: AsyncIterator<FeedEvent, void>;
  readonly #endsAt: number;
  #lastId: string | null;
  /** Whether an event is half written: nothing else may go out then. */
  #sending = false;
  /** Since when the reader has been waited for; kept once the stream has ended. */
  #waits: { since: number; over: PromiseWithResolvers<void> } | null = null;
  #wroteAt = performance.now();
  #ended = false;

  constructor(parts: LiveParts, { outgoing, caller, events, lastId, endsAt }: LiveStreamOptions) {
    this.#parts = parts;
    this.outgoing = outgoing;
    this.caller = caller;
    this.#events = events;
    this.#lastId = lastId;
    this.#endsAt = endsAt;
  }

  /** Writes a first frame and then all events, each when the one before has gone out. */
  begin(first: Buffer): void {
    this.outgoing.on('drain', () => this.#goOn()).on('close', () => this.#close());
    this.#put(first);
    this.#ask();
  }

  /** Ends the stream with a last frame; a reader that still waits for the rest of an event is cut off instead. */
  end(last: Buffer): void {
    if (this.#isOver) return;
    this.#ended = true;
    void this.#events.return?.();
    if (this.#sending || this.#waits) {
      this.outgoing.destroy();
    } else {
      this.#wait();
      this.outgoing.end(last);
    }
  }

  /** Ends the stream and says why. */
  fail(error: TRPCError): void {
    this.end(errorFrame(shapeOf(error, livePath)));
  }

  /** Does what is due at `now`, a time of `performance.now()`. */
  tick(now: number): void {
    const { times } = this.#parts;
    if (this.#waits) {
      if (now - this.#waits.since > times.slowMs) this.outgoing.destroy();
    } else if (this.#sending) {
      // It goes on in this very moment.
    } else if (now >= this.#endsAt) {
      this.end(endFrame);
    } else if (now - this.#wroteAt >= times.pingMs) {
      this.#put(pingFrame);
    }
  }

  get #isOver(): boolean {
    return this.#ended || this.outgoing.destroyed;
  }

  #goOn(): void {
    this.#waits?.over.resolve();
    if (!this.#ended) this.#waits = null;
  }

  #close(): void {
    this.#goOn();
    void this.#events.return?.();
    this.#parts.onClose(this);
  }

  #ask(): void {
    this.#events
      .next()
      .then((result) => this.#take(result))
      .catch((thrown: unknown) => this.#parts.onFailure(this, thrown));
  }

  async #take(result: IteratorResult<FeedEvent, void>): Promise<void> {
    if (result.done) return this.end(returnFrame); // the events are over by themselves only behind a reset
    if (this.#isOver) return;
    await this.#send(this.#parts.frames.of(result.value, this.#lastId));
    if (this.#isOver) return;
    if (isTrackedEnvelope(result.value)) [this.#lastId] = result.value;
    this.#ask();
  }

  async #send(frame: Buffer): Promise<void> {
    if (this.#waits) await this.#waits.over.promise; // for a ping, or the first frame
    this.#sending = true;
    for (let start = 0; start < frame.length && !this.#isOver; start += piece) {
      this.#put(frame.subarray(start, start + piece));
      if (this.#waits) await this.#waits.over.promise;
    }
    this.#sending = false;
  }

  #put(bytes: Buffer): void {
    this.#wroteAt = performance.now();
    if (!this.outgoing.write(bytes)) this.#wait();
  }

  #wait(): void {
    this.#waits = { since: performance.now(), over: Promise.withResolvers() };
  }
}
