import { pauseAfter, rest, whenOnline, type Pause, type Pauses } from '../pauses.ts';
import { isReason } from '../reason.ts';
import type { Bell, News } from './bell.ts';
import type { Board } from './board.ts';
import { readProblemOf } from './judge.ts';
import type { Keeper } from './keeper.ts';
import { OtherUser } from './owner.ts';
import type { Puller } from './puller.ts';
import { Doubt, type Pusher } from './pusher.ts';

/** Pauses in milliseconds; `slow` is for what only somebody else can mend: a session that is over, a server that is too old. */
export interface LoopPauses extends Pauses {
  readonly slow: number;
}

/** Keeps a replica in step with the server until the signal is aborted. */
export class Loop {
  readonly #parts: { keeper: Keeper; board: Board; bell: Bell; pusher: Pusher; puller: Puller; pauses: LoopPauses };
  /** Rounds of push and pull that have begun, and the last of them that ended well. */
  begun = 0;
  done = 0;
  /** A round that somebody waits for. */
  #wanted = 0;
  #failures = 0;
  /** Until the server answers again, whatever else fails meanwhile. */
  #signedOut = false;

  constructor(parts: { keeper: Keeper; board: Board; bell: Bell; pusher: Pusher; puller: Puller; pauses: LoopPauses }) {
    this.#parts = parts;
  }

  /** Asks for a round that begins after this, and gives its number. */
  askRound(): number {
    this.#wanted = this.begun + 1;
    this.#parts.bell.ring('round');
    return this.#wanted;
  }

  /** Runs. Never rejects: what fails is shown as the phase and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    // The network may be another one now, over which an open stream will never come.
    const forget = whenOnline(() => this.askRound());
    await this.#rounds(signal);
    forget();
  }

  async #rounds(signal: AbortSignal): Promise<void> {
    const { bell, pauses } = this.#parts;
    while (!signal.aborted) {
      const [begun, calls] = [performance.now(), bell.calls];
      let pause: Pause = { least: 0, most: 0 };
      try {
        await this.#round(signal);
        // The server ends a stream that is old; one that it ends at once would be asked for without a pause.
        const atOnce = bell.calls === calls && performance.now() - begun < pauses.first;
        if (atOnce) pause = pauseAfter(null, ++this.#failures, pauses);
      } catch (error) {
        if (signal.aborted) return;
        if (performance.now() - begun > pauses.longest) this.#failures = 0;
        pause = this.#show(error);
      }
      if (bell.calls !== calls) pause = { ...pause, most: pause.least }; // somebody waits for the next round
      const kinds: News[] = this.#signedOut ? ['resume', 'round'] : ['resume', 'round', 'op'];
      await rest(pause, signal, (hurry) => bell.hear(kinds, hurry));
    }
  }

  /** Push, pull, and live until the stream ends or another round is wanted. */
  async #round(signal: AbortSignal): Promise<void> {
    const { pusher, puller, board } = this.#parts;
    const number = ++this.begun;
    let doubt: Doubt | null = null;
    // Who is signed in now is seen by what can be read; until then nothing is sent.
    if (!this.#signedOut) doubt = await this.#pushInDoubt(signal);
    await puller.pullAll(signal, () => this.#answers());
    this.done = number;
    board.show({}); // for those who wait for the round
    if (doubt) {
      await pusher.readingWorks();
      throw doubt;
    }
    await this.#live(signal);
  }

  async #pushInDoubt(signal: AbortSignal): Promise<Doubt | null> {
    try {
      await this.#parts.pusher.pushAll(signal);
      return null;
    } catch (error) {
      if (error instanceof Doubt) return error;
      throw error;
    }
  }

  async #live(outer: AbortSignal): Promise<void> {
    const { puller, board } = this.#parts;
    const over = new AbortController();
    const signal = AbortSignal.any([outer, over.signal]);
    const both = [
      puller.follow(signal, () => board.show({ phase: 'live', readProblem: null })),
      this.#pushBeside(signal),
    ];
    try {
      await Promise.race(both);
    } finally {
      over.abort();
      await Promise.allSettled(both);
    }
  }

  /** Pushes what comes while the stream is open; ends when another round is wanted. */
  async #pushBeside(signal: AbortSignal): Promise<void> {
    const { pusher, bell } = this.#parts;
    while (!signal.aborted) {
      await pusher.pushAll(signal);
      if (this.#wanted > this.begun) return;
      const pause = { least: 0, most: Math.min(pusher.dueIn, longestTimer) };
      await rest(pause, signal, (hurry) => bell.hear(['op', 'round', 'resume'], hurry));
    }
  }

  #answers(): void {
    const { board, keeper } = this.#parts;
    this.#signedOut = false;
    const phase = board.status.phase === 'live' ? 'live' : keeper.model.cursor === null ? 'loading' : 'syncing';
    board.show({ phase, readProblem: null });
  }

  #show(error: unknown): Pause {
    const { board, pauses } = this.#parts;
    const failures = ++this.#failures;
    const slow = { least: 0, most: pauses.slow };
    if (error instanceof Doubt) {
      board.show({ phase: 'syncing' });
      return pauseAfter(error, failures, pauses);
    }
    if (isReason(error, 'UNAUTHENTICATED') || error instanceof OtherUser) {
      this.#signedOut = true;
      board.show({ phase: 'signedOut', readProblem: { reason: 'UNAUTHENTICATED', details: {} } });
      return slow;
    }
    if (this.#signedOut) return pauseAfter(error, failures, pauses);
    const readProblem = readProblemOf(error);
    // What the device could not keep is no fault of the server.
    board.show({ phase: error === board.status.storageError ? 'syncing' : 'offline', readProblem });
    return readProblem ? slow : pauseAfter(error, failures, pauses);
  }
}

/** What a timer can take, in milliseconds. */
const longestTimer = 2 ** 31 - 1;
