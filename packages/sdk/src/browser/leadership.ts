import { rest } from '../pauses.ts';
import { nameFor } from './names.ts';

interface Parts {
  readonly userId: string;
  /** Leads until the signal is aborted. */
  readonly lead: (signal: AbortSignal) => Promise<void>;
  /** Asks the tab that leads for a sign of life. */
  readonly ask: () => void;
}

/** How long a tab that leads may be silent when it is asked, in milliseconds, and how often. */
const silence = { each: 3_000, most: 2 };

/**
 * Sees to it that one tab leads. The browser gives its lock on when a tab is closed or crashes. A tab that hangs keeps it: then one that
 * is seen by the person takes it by force.
 */
export class Leadership {
  readonly #parts: Parts;
  #heardAt = 0;
  #queue: AbortController | null = null;
  #over: AbortController | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Waits to lead, and leads, again and again until the signal is aborted. Never rejects. */
  async run(closing: AbortSignal): Promise<void> {
    const watching = this.#watch(closing);
    while (!closing.aborted) {
      const queue = (this.#queue = new AbortController());
      await this.#hold({ signal: AbortSignal.any([queue.signal, closing]) }, closing);
      this.#queue = null;
      if (queue.signal.aborted && !closing.aborted) await this.#hold({ steal: true }, closing);
    }
    await watching;
  }

  /** There was a sign of life. */
  hear(): void {
    this.#heardAt = performance.now();
  }

  /** Another tab leads: this one stops. */
  stop(): void {
    this.#over?.abort();
  }

  async #hold(options: LockOptions, closing: AbortSignal): Promise<void> {
    const over = new AbortController();
    let isHeld = false;
    let leading = Promise.resolve();
    try {
      await navigator.locks.request(nameFor(this.#parts.userId), options, () => {
        this.#over = over;
        isHeld = true;
        return (leading = this.#parts.lead(AbortSignal.any([closing, over.signal])));
      });
    } catch {
      // The lock was taken away, or is not waited for any more; or the device could not be written to, or the browser refuses the lock.
      over.abort();
      const isFair = await leading.then(
        () => isHeld || options.signal?.aborted,
        () => false,
      );
      if (!isFair) await rest({ least: 0, most: 1_000 }, closing);
    } finally {
      this.#over = null;
    }
  }

  async #watch(closing: AbortSignal): Promise<void> {
    let silent = 0;
    while (!closing.aborted) {
      const asked = performance.now();
      const isWatching = !this.#over && isSeen();
      if (isWatching) this.#parts.ask();
      // Not all tabs that are seen at once shall take it by force at once.
      await rest({ least: 0, most: silence.each * (1 + Math.random() / 4) }, closing);
      // A device that slept has let the other tab sleep as well; one that came online ended the rest.
      const waited = performance.now() - asked;
      const isFair = waited >= silence.each && waited < 2 * silence.each;
      const isSilent = isWatching && isFair && isSeen() && !this.#over && this.#heardAt < asked;
      silent = isSilent ? silent + 1 : 0;
      if (silent < silence.most) continue;
      silent = 0;
      this.#queue?.abort();
    }
  }
}

function isSeen(): boolean {
  return !('document' in globalThis) || globalThis.document.visibilityState === 'visible';
}
