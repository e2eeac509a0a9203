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
  readonly #reads = new Map<string, Promise<Read<E>>>();
  readonly #waiting = new Set<() => void>();

  constructor(read: (cursor: string) => Promise<Read<E>>) {
    this.#read = read;
  }

  /** Makes everybody read again: what was read before may be old. */
  wake(): void {
    this.wakeUps++;
    this.#reads.clear();
    for (const go of this.#waiting) go();
  }

  /** What changed after a cursor; read once for all who ask before the next wake-up. */
  read(cursor: string): Promise<Read<E>> {
    const known = this.#reads.get(cursor);
    if (known) return known;
    const read = this.#read(cursor);
    this.#reads.set(cursor, read);
    const [oldest = ''] = this.#reads.keys();
    if (this.#reads.size > remembered) this.#reads.delete(oldest);
    // A failure is for those who wait for it now, not for who asks later.
    read.catch(() => this.#reads.get(cursor) === read && this.#reads.delete(cursor));
    return read;
  }

  /** Resolves when there was a wake-up after the first `seen` ones, or the signal is aborted. */
  async wokenAfter(seen: number, signal: AbortSignal): Promise<void> {
    if (this.wakeUps !== seen || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    try {
      await promise;
    } finally {
      this.#waiting.delete(resolve);
    }
  }
}
