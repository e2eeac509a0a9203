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
  /** Hears of the version that shows it all. */
  readonly #waiting = new Map<string, (version: number) => void>();
  #leading: { reader: Reader; signal: AbortSignal } | null = null;

  constructor(board: Board, sequence: Sequence, tell: (message: Message) => void) {
    this.#board = board;
    this.#sequence = sequence;
    this.#tell = tell;
  }

  /** Asks for a round, for whoever waits for it until the signal is aborted; the function says whether it is done. */
  ask(signal: AbortSignal): () => boolean {
    const id = newId();
    let shown = Infinity;
    const forget = () => {
      this.#waiting.delete(id);
      signal.removeEventListener('abort', forget);
    };
    signal.addEventListener('abort', forget);
    this.#waiting.set(id, (version) => {
      shown = version;
      forget();
    });
    this.#request(id);
    return () => shown <= this.#sequence.version;
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
    this.#waiting.get(id)?.(version);
    this.#board.show({}); // so that who waits looks
  }

  #askAgain(): void {
    for (const id of this.#waiting.keys()) this.#request(id);
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
