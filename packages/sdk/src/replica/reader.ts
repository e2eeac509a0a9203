import { pauseAfter } from '../pauses.ts';
import { isReason } from '../reason.ts';
import type { Bell } from './bell.ts';
import type { Board } from './board.ts';
import { readProblemOf } from './judge.ts';
import type { Keeper } from './keeper.ts';
import { OtherUser } from './owner.ts';
import type { Puller } from './puller.ts';
import { atOnce, repeat, type LoopPauses, type Rest } from './repeat.ts';

interface Parts {
  readonly keeper: Keeper;
  readonly board: Board;
  readonly bell: Bell;
  readonly puller: Puller;
  readonly pauses: LoopPauses;
}

/** Keeps a replica in step with what the server has. What it finds out of the server is the phase. */
export class Reader {
  readonly #parts: Parts;
  /** Rounds that have begun, and the last of them that read all there was. */
  begun = 0;
  done = 0;
  /** Whether the server said so and has not answered since, whatever else failed meanwhile. */
  isSignedOut: boolean;
  /** A round that somebody waits for. */
  #wanted = 0;
  #failures = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    // Another tab may have been told so, which led before.
    this.isSignedOut = parts.board.status.phase === 'signedOut';
  }

  /** Asks for a round that begins after this, and gives its number. */
  askRound(): number {
    this.#wanted = this.begun + 1;
    this.#parts.bell.ring('round');
    return this.#wanted;
  }

  /** Reads until the signal is aborted. Never rejects: what fails is shown as the phase and tried again. */
  run(signal: AbortSignal): Promise<void> {
    return repeat(this.#parts.bell, signal, (turn) => this.#round(turn));
  }

  /** Pulls, then follows until the stream ends or another round is wanted. */
  async #round(signal: AbortSignal): Promise<Rest> {
    const { puller, pauses } = this.#parts;
    const number = ++this.begun;
    const begun = performance.now();
    let isRead = false;
    try {
      await puller.pullAll(signal, () => this.#answers());
      isRead = true;
      this.done = number;
      this.#answers();
      if (this.#wanted <= number) await this.#follow(signal);
      if (signal.aborted) return atOnce;
      this.#forgive(begun);
      // The server ends a stream that is old; one that it ends at once would be asked for without a pause.
      const isShort = this.#wanted <= number && performance.now() - begun < pauses.first;
      return isShort ? this.#again(null) : atOnce;
    } catch (error) {
      if (signal.aborted) return atOnce;
      this.#forgive(begun);
      return this.#show(error, isRead);
    }
  }

  async #follow(outer: AbortSignal): Promise<void> {
    const { puller, board, bell } = this.#parts;
    const over = new AbortController();
    const stop = bell.hear((news) => news === 'round' && over.abort());
    try {
      const onOpen = () => board.show({ phase: 'live', readProblem: null });
      await puller.follow(AbortSignal.any([outer, over.signal]), onOpen);
    } finally {
      stop();
    }
  }

  #answers(): void {
    const { board, bell, keeper } = this.#parts;
    const { phase } = board.status;
    const isBack = this.isSignedOut || phase === 'offline';
    this.isSignedOut = false;
    const next = phase === 'live' ? 'live' : keeper.model.isComplete ? 'syncing' : 'loading';
    board.show({ phase: next, readProblem: null });
    if (isBack) bell.ring('answers');
  }

  /** A round that lasted is the end of what failed before. */
  #forgive(begun: number): void {
    if (performance.now() - begun > this.#parts.pauses.longest) this.#failures = 0;
  }

  #again(error: unknown): Rest {
    return { ...pauseAfter(error, ++this.#failures, this.#parts.pauses), news: ['round'] };
  }

  #show(error: unknown, isRead: boolean): Rest {
    const { board, pauses } = this.#parts;
    const slow: Rest = { least: 0, most: pauses.slow, news: ['round'] };
    if (isReason(error, 'UNAUTHENTICATED') || error instanceof OtherUser) {
      this.isSignedOut = true;
      board.show({ phase: 'signedOut', readProblem: { reason: 'UNAUTHENTICATED', details: {} } });
      return slow;
    }
    if (this.isSignedOut) return this.#again(error);
    const readProblem = readProblemOf(error);
    // What the device could not keep is no fault of the server, and a stream that breaks is none where all was read.
    const answered = error === board.status.storageError || (isRead && !readProblem);
    board.show({ phase: answered ? 'syncing' : 'offline', readProblem });
    return readProblem ? slow : this.#again(error);
  }
}
