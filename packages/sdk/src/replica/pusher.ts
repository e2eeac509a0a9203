import { contractVersion, type PushOutcome, type Refusal } from '@typedo/contract';
import type { Typedo } from '../client.ts';
import { pauseAfter } from '../pauses.ts';
import { replicaCall } from '../replica-calls.ts';
import type { Bell, News } from './bell.ts';
import type { Board } from './board.ts';
import { judgePush } from './judge.ts';
import type { Keeper } from './keeper.ts';
import { toMutation, type Op } from './op.ts';
import type { Outcomes } from './outcomes.ts';
import type { Owner } from './owner.ts';
import { Queue } from './queue.ts';
import type { Reader } from './reader.ts';
import { atOnce, repeat, type LoopPauses, type Rest } from './repeat.ts';
import { answeredStep, firstOf, refusalOf, refusedOp } from './steps.ts';

/** What a pusher is made of. */
export interface PusherParts {
  readonly typedo: Typedo;
  readonly keeper: Keeper;
  readonly board: Board;
  readonly bell: Bell;
  readonly owner: Owner;
  readonly outcomes: Pick<Outcomes, 'tell'>;
  readonly reader: Reader;
  readonly pauses: LoopPauses;
}

/** Sends what waits, in its order, one push at a time, whatever becomes of reading meanwhile. */
export class Pusher {
  readonly #parts: PusherParts;
  readonly #queue: Queue;
  #failures = 0;

  constructor(parts: PusherParts) {
    this.#parts = parts;
    this.#queue = new Queue(parts.keeper);
  }

  /** Pushes until the signal is aborted. Never rejects: what fails is tried again. */
  run(signal: AbortSignal): Promise<void> {
    return repeat(this.#parts.bell, signal, (turn) => this.#turn(turn));
  }

  async #turn(signal: AbortSignal): Promise<Rest> {
    const { typedo, owner, reader, board } = this.#parts;
    // Who is signed in now is seen by what can be read; until then nothing is sent.
    if (reader.isSignedOut) return until('answers');
    const ops = this.#queue.next();
    if (ops.length === 0) return until('op', 'answers');
    try {
      const mutations = ops.map(toMutation);
      const options = { signal, context: replicaCall(owner.userId) };
      const pushed = await typedo.sync.push.mutate({ mutations, contractVersion }, options);
      await this.#settle(ops, pushed);
      return atOnce;
    } catch (error) {
      if (signal.aborted) return atOnce;
      return error === board.status.storageError ? this.#again(null) : this.#failed(ops, error);
    }
  }

  async #settle(ops: readonly Op[], pushed: { outcomes: readonly PushOutcome[]; cursor: string }): Promise<void> {
    const { keeper, board, outcomes, reader } = this.#parts;
    if (pushed.outcomes.length !== ops.length)
      throw new Error('The server answered to other mutations than it was sent');
    await keeper.settle((model) => answeredStep(model, ops, pushed.outcomes, pushed.cursor));
    for (const [index, { mutationId }] of ops.entries()) {
      const outcome = firstOf(pushed.outcomes[index]!); // as many as ops
      if (outcome.status === 'applied') outcomes.tell(mutationId, outcome);
      else outcomes.tell(mutationId, { status: 'refused', refusal: refusalOf(outcome) });
    }
    this.#failures = 0;
    board.show({ pushProblem: null });
    this.#queue.passed(ops);
    // Without a stream nothing tells that the rows show it.
    if (board.status.phase !== 'live' && this.#queue.next().length === 0) reader.askRound();
  }

  async #failed(ops: readonly Op[], error: unknown): Promise<Rest> {
    const { board, reader } = this.#parts;
    const verdict = judgePush(error);
    switch (verdict.kind) {
      case 'signedOut':
        reader.askRound(); // which says whether it is so
        return { ...this.#again(error), news: ['answers'] };
      case 'tooLong':
        this.#queue.tooLong(ops);
        return this.#again(error);
      case 'passing':
        return this.#again(error);
      case 'blame': {
        const op = this.#queue.refused(ops);
        if (op) await this.#refuse(op, verdict.refusal);
        return this.#soon();
      }
      case 'held':
        board.show({ pushProblem: verdict.refusal });
        return this.#slow();
      case 'doubtful': {
        board.show({ pushProblem: verdict.refusal });
        return this.#doubted(ops, verdict.refusal);
      }
    }
  }

  async #doubted(ops: readonly Op[], refusal: Refusal): Promise<Rest> {
    const [op] = ops;
    switch (this.#queue.doubted(ops)) {
      case 'soon':
        return this.#again(null);
      case 'alone':
        return this.#slow('op');
      case 'server':
        return this.#slow();
      case 'blame':
        if (op) await this.#refuse(op, refusal);
        return this.#soon();
    }
  }

  /** Nothing changes when the device cannot keep it: the op is pushed again. */
  async #refuse(op: Op, refusal: Refusal): Promise<void> {
    const { keeper, board, outcomes } = this.#parts;
    try {
      await keeper.settle(() => ({ putOps: [refusedOp(op, refusal)] }));
    } catch {
      return; // the status says it
    }
    board.show({ pushProblem: null });
    outcomes.tell(op.mutationId, { status: 'refused', refusal });
  }

  #again(error: unknown): Rest {
    const { board, pauses } = this.#parts;
    const { least, most } = pauseAfter(error, ++this.#failures, pauses);
    // A server that is away is not asked twice as often: reading finds out when it is back, and says so.
    const longer = board.status.phase === 'offline' ? Math.max(most, pauses.longest) : most;
    return { least, most: longer, news: ['round', 'answers'] };
  }

  /** Where many are refused one by one, the server shall not be asked without a pause. */
  #soon(): Rest {
    return { ...pauseAfter(null, 1, this.#parts.pauses), news: [] };
  }

  #slow(...news: News[]): Rest {
    return { least: 0, most: this.#parts.pauses.slow, news };
  }
}

/** Rests until there is news. */
function until(...news: News[]): Rest {
  return { least: 0, most: longestTimer, news };
}

/** What a timer can take, in milliseconds. */
const longestTimer = 2 ** 31 - 1;
