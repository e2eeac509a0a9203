import type { Step } from '../replica/storage.ts';
import type { ToldStep } from './messages.ts';
import type { Held } from './vault.ts';

interface Parts {
  readonly load: () => Promise<Held>;
  readonly version: () => Promise<number>;
  /** Shows a step. */
  readonly take: (step: Step) => void;
  /** Shows all that is kept; something that was kept before may have gone with the database. */
  readonly replace: (held: Held, isLost: boolean) => void;
}

/** How long a step may be late that another has overtaken, or that was announced, in milliseconds. */
const lateness = 200;

/**
 * Shows the steps of all tabs in the order in which they were kept. What is missing for long, or too large for a message, is read from where it
 * is kept, and what came meanwhile with it.
 */
export class Sequence {
  /** What is shown. */
  version = -1;
  isOver = false;
  readonly #parts: Parts;
  readonly #early = new Map<number, { step: Step | null; shown: PromiseWithResolvers<void> }>();
  #looking: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How often what was kept may have gone, and how often it had when it was read last. */
  #losses = 0;
  #lossesRead = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** This version is shown now; steps that were heard of before go on from there. */
  start(version: number): void {
    this.version = version;
    this.#advance();
  }

  /** Resolves when a step is shown. */
  arrive({ version, step }: ToldStep): Promise<void> {
    if (version <= this.version || this.isOver) return Promise.resolve();
    const { shown } = this.#early.get(version) ?? { shown: Promise.withResolvers<void>() };
    this.#early.set(version, { step, shown });
    if (this.version >= 0) this.#advance();
    return shown.promise;
  }

  /** Looks soon whether something was missed. */
  checkSoon(): void {
    if (this.isOver || this.version < 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.catchUp().catch(() => this.checkSoon()); // a storage that cannot be read is tried again
    }, lateness);
  }

  /** Resolves when everything that is kept by now is shown. */
  catchUp(): Promise<void> {
    // One after the other: what one has read, the next need not read again.
    const looking = this.#looking.then(() => this.#look());
    this.#looking = looking.catch(() => {}); // who asked hears of it
    return looking;
  }

  /** What is kept may have gone, and counts from the beginning again: whatever is there is shown. */
  restart(): void {
    if (this.version < 0) return;
    this.version = 0;
    this.#losses++;
    this.drop();
    this.checkSoon();
  }

  /** Forgets the steps that were heard of and are not shown; nobody waits for them any longer. */
  drop(): void {
    for (const { shown } of this.#early.values()) shown.resolve();
    this.#early.clear();
  }

  /** Shows nothing more. */
  end(): void {
    this.isOver = true;
    clearTimeout(this.#timer);
    this.drop();
  }

  #advance(): void {
    // Nothing can be laid over what is shown when it may not be there any more.
    while (this.#losses === this.#lossesRead) {
      const step = this.#early.get(this.version + 1)?.step;
      if (!step) break;
      this.#parts.take(step);
      this.version++;
      this.#settle();
    }
    if (this.#early.size > 0) this.checkSoon();
  }

  async #look(): Promise<void> {
    if (this.isOver) return;
    const losses = this.#losses;
    if (losses === this.#lossesRead && (await this.#parts.version()) <= this.version) return;
    const held = await this.#parts.load();
    if (this.isOver || losses !== this.#losses) return; // it is looked at again
    const isLost = losses !== this.#lossesRead;
    this.#lossesRead = losses;
    // Steps that came meanwhile are newer.
    if (held.version >= this.version) {
      this.#parts.replace(held, isLost);
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
