import { newId } from '@typedo/contract';
import type { Board } from '../replica/board.ts';
import type { Reader } from '../replica/reader.ts';
import type { Message } from './messages.ts';
import type { Sequence } from './sequence.ts';

/** Who in this tab waits until everything is read that the server has by now, whichever tab reads. */
export class Rounds {
  readonly #board: Board;
  readonly #sequence: Sequence;
  readonly #tell: (message: Message) => void;
  /** The version that shows it all, as soon as it is known. */
  readonly #versions = new Map<string, number | null>();
  #leading: { reader: Reader; signal: AbortSignal } | null = null;

  constructor(board: Board, sequence: Sequence, tell: (message: Message) => void) {
    this.#board = board;
    this.#sequence = sequence;
    this.#tell = tell;
  }

  /** Asks for a round; the function says whether it is done. */
  ask(): () => boolean {
    const id = newId();
    this.#versions.set(id, null);
    this.#request(id);
    return () => (this.#versions.get(id) ?? Infinity) <= this.#sequence.version;
  }

  /** This tab reads from now on. */
  lead(reader: Reader, signal: AbortSignal): void {
    this.#leading = { reader, signal };
    this.#askAgain();
  }

  /** Another tab reads from now on. */
  follow(): void {
    this.#leading = null;
    this.#askAgain();
  }

  /** Another tab asks for a round. */
  hearAsked(id: string): void {
    if (this.#leading) void this.#read(id);
  }

  hearDone({ id, version }: { id: string; version: number }): void {
    if (!this.#versions.has(id)) return;
    this.#versions.set(id, version);
    this.#board.show({}); // so that who waits looks
  }

  #askAgain(): void {
    for (const [id, version] of this.#versions) if (version === null) this.#request(id);
  }

  #request(id: string): void {
    if (this.#leading) void this.#read(id);
    else this.#tell({ kind: 'round', id });
  }

  async #read(id: string): Promise<void> {
    const { reader, signal } = this.#leading!; // whoever calls has looked
    const round = reader.askRound();
    try {
      await this.#board.until(() => reader.done >= round, signal);
    } catch {
      return; // who leads next is asked again
    }
    const done = { id, version: this.#sequence.version };
    this.hearDone(done);
    this.#tell({ kind: 'rounded', ...done });
  }
}
