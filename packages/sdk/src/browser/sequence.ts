import type { Step } from '../replica/storage.ts';
import type { Held, Kept } from './vault.ts';

interface Parts {
  readonly load: () => Promise<Held>;
  readonly version: () => Promise<number>;
  /** Shows a step, or all that is kept. */
  readonly take: (step: Step) => void;
  readonly replace: (held: Held) => void;
}

/** How long a step may be late that another has overtaken, or that was announced, in milliseconds. */
const lateness = 200;

/**
 * Shows the steps of all tabs in the order in which they were kept. What is missing for long, or too large for a message, is read from where it
 * is kept.
 */
export class Sequence {
  /** What is shown. */
  version = -1;
  readonly #parts: Parts;
  readonly #early = new Map<number, { step: Step | null; shown: PromiseWithResolvers<void> }>();
  #reading: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** This version is shown now; steps that were heard of before go on from there. */
  start(version: number): void {
    this.version = version;
    this.#advance();
  }

  /** Resolves when a step is shown. */
  arrive({ version, step }: Kept): Promise<void> {
    if (version <= this.version || this.#isOver) return Promise.resolve();
    const { shown } = this.#early.get(version) ?? { shown: Promise.withResolvers<void>() };
    this.#early.set(version, { step, shown });
    if (this.version >= 0) this.#advance();
    return shown.promise;
  }

  /** Looks soon whether something was missed. */
  checkSoon(): void {
    if (this.#isOver || this.version < 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.catchUp().catch(() => this.checkSoon()); // a storage that cannot be read is tried again
    }, lateness);
  }

  /** Resolves when everything that is kept by now is shown. */
  async catchUp(): Promise<void> {
    if ((await this.#parts.version()) !== this.version) await this.#read();
  }

  /** What is kept may have gone: whatever is there is shown. */
  restart(): void {
    if (this.version < 0) return;
    this.version = 0;
    this.checkSoon();
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const { shown } of this.#early.values()) shown.resolve();
    this.#early.clear();
  }

  #advance(): void {
    for (let next; (next = this.#early.get(this.version + 1));) {
      if (!next.step) return void this.#read().catch(() => this.checkSoon());
      this.#parts.take(next.step);
      this.version++;
      this.#settle();
    }
    if (this.#early.size > 0) this.checkSoon();
  }

  /** Those who ask while it is being read may have kept something since, and wait for another reading. */
  async #read(): Promise<void> {
    while (this.#reading) await this.#reading.catch(() => {}); // whose it is hears of it
    if (this.#isOver) return;
    this.#reading = this.#readNow();
    try {
      await this.#reading;
    } finally {
      this.#reading = null;
    }
  }

  async #readNow(): Promise<void> {
    const held = await this.#parts.load();
    // Steps that came meanwhile are newer.
    if (held.version >= this.version && !this.#isOver) {
      this.#parts.replace(held);
      this.version = held.version;
      this.#settle();
    }
    this.#advance();
  }

  #settle(): void {
    for (const [version, { shown }] of this.#early) {
      if (version > this.version) continue;
      this.#early.delete(version);
      shown.resolve();
    }
  }
}
