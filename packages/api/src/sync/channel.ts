import type { Pulled } from '@typedo/contract';

/** What was read at a place, and what is made of it for all who were there. */
export interface Read<E> {
  readonly pulled: Pulled;
  /** Null when nothing changed, or the place is unknown. */
  readonly event: E | null;
}

/** Reads of one user's streams that are remembered, until the next wake-up. */
const remembered = 8;

/** What the streams of one user share: their wake-ups, and the reads of those at the same place. */
export class Channel<E> {
  /** How often the user's tasks may have changed since the first stream. */
  wakeUps = 0;
  readonly #read: (cursor: string) => Promise<Read<E>>;
  readonly #reads = new Map<string, { promise: Promise<Read<E>>; hasEvent: boolean }>();
  /** Who waits, with what ends the wait. */
  readonly #waiting = new Map<object, () => void>();
  #streams = 0;

  constructor(read: (cursor: string) => Promise<Read<E>>) {
    this.#read = read;
  }

  /** One stream more. */
  enter(): void {
    this.#streams++;
  }

  /** One stream less; gives how many are left. */
  leave(): number {
    this.#streams--;
    this.#forgetEvents();
    return this.#streams;
  }

  /** Makes everybody read again: what was read before may be old. */
  wake(): void {
    this.wakeUps++;
    this.#reads.clear();
    for (const go of this.#waiting.values()) go();
    this.#waiting.clear();
  }

  /** What changed after a cursor; read once for all who ask before the next wake-up. */
  async read(cursor: string): Promise<Read<E>> {
    const known = this.#reads.get(cursor);
    if (known) return known.promise;
    const read = { promise: this.#read(cursor), hasEvent: false };
    this.#reads.set(cursor, read);
    const [oldest = ''] = this.#reads.keys();
    if (this.#reads.size > remembered) this.#reads.delete(oldest);
    try {
      const result = await read.promise;
      read.hasEvent = result.event !== null;
      return result;
    } catch (error) {
      // A failure is for those who wait for it now, not for who asks later.
      if (this.#reads.get(cursor) === read) this.#reads.delete(cursor);
      throw error;
    }
  }

  /** Resolves when there was a wake-up after the first `seen` ones, or the one who waits is released. */
  wokenAfter(seen: number, who: object): Promise<void> {
    if (this.wakeUps !== seen) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(who, resolve);
    this.#forgetEvents();
    return promise;
  }

  /** Ends a wait, if there is one. */
  release(who: object): void {
    this.#waiting.get(who)?.();
    this.#waiting.delete(who);
  }

  /** What all streams have had, when all wait, is not kept until the next wake-up, which may be hours away: an event can be large. */
  #forgetEvents(): void {
    if (this.#waiting.size < this.#streams) return;
    for (const [cursor, { hasEvent }] of this.#reads) if (hasEvent) this.#reads.delete(cursor);
  }
}
