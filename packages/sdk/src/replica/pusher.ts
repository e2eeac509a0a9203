import { contractVersion, limits, type PushOutcome, type Refusal } from '@typedo/contract';
import type { Typedo } from '../client.ts';
import { replicaCall } from '../replica-calls.ts';
import { Batches } from './batches.ts';
import type { Board } from './board.ts';
import { judgePush } from './judge.ts';
import type { Keeper } from './keeper.ts';
import { toMutation, type Op } from './op.ts';
import type { Outcomes } from './outcomes.ts';
import type { Owner } from './owner.ts';
import { answeredStep, firstOf, refusalOf, refusedOp } from './steps.ts';

/** A push that failed for a reason that may lie in one of its ops. It does if reading works. */
export class Doubt extends Error {}

/** How often a push may fail in doubt before an op is blamed: each time a read went well meanwhile. */
const benefit = 3;

interface Parts {
  readonly typedo: Typedo;
  readonly keeper: Keeper;
  readonly board: Board;
  readonly owner: Owner;
  readonly outcomes: Outcomes;
  readonly slow: number;
}

/** Sends what waits, in its order, one push at a time. */
export class Pusher {
  readonly #parts: Parts;
  readonly #batches = new Batches(limits.push.max);
  #heldUntil = 0;
  #doubted: { ops: readonly Op[]; refusal: Refusal; times: number } | null = null;

  /** `slow` is how long a server that takes no push is left alone, in milliseconds. */
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** How long until there is something to push, in milliseconds: 0 for now, Infinity while nothing waits. */
  get dueIn(): number {
    if (this.#parts.keeper.waiting(1).length === 0) return Infinity;
    return Math.max(0, this.#heldUntil - performance.now());
  }

  /** Pushes until nothing waits. Throws a Doubt, or what failed on the way. */
  async pushAll(signal: AbortSignal): Promise<void> {
    while (this.dueIn === 0 && !signal.aborted) await this.#pushOne(signal);
  }

  /** Says that reading works, so that the doubt is about an op. After a few times it is looked for. */
  async readingWorks(): Promise<void> {
    if (!this.#doubted || ++this.#doubted.times < benefit) return;
    const { ops, refusal } = this.#doubted;
    this.#doubted = null;
    await this.#blame(ops, refusal);
  }

  /** Lets a server that took no push be asked again. */
  release(): void {
    this.#heldUntil = 0;
  }

  async #pushOne(signal: AbortSignal): Promise<void> {
    const { typedo, keeper, board, owner } = this.#parts;
    const ops = keeper.waiting(this.#batches.size);
    let pushed;
    try {
      const mutations = ops.map(toMutation);
      pushed = await typedo.sync.push.mutate(
        { mutations, contractVersion },
        { signal, context: replicaCall(owner.userId) },
      );
    } catch (error) {
      const verdict = judgePush(error);
      if (verdict.kind === 'passing') throw error;
      const { refusal } = verdict;
      if (verdict.kind === 'blame') return this.#blame(ops, refusal);
      board.show({ pushProblem: refusal });
      if (verdict.kind === 'doubtful') {
        this.#doubted = { ops, refusal, times: this.#doubted?.times ?? 0 };
        throw new Doubt('The push failed, and it may be for one of its ops', { cause: error });
      }
      this.#heldUntil = performance.now() + this.#parts.slow;
      return;
    }
    await this.#settle(ops, pushed);
  }

  async #settle(ops: readonly Op[], pushed: { outcomes: readonly PushOutcome[]; cursor: string }): Promise<void> {
    const { keeper, board, outcomes } = this.#parts;
    if (pushed.outcomes.length !== ops.length)
      throw new Error('The server answered to other mutations than it was sent');
    await keeper.settle((model) => answeredStep(model, ops, pushed.outcomes, pushed.cursor));
    board.show({ pushProblem: null });
    this.#batches.passed(ops.length);
    this.#doubted = null;
    for (const [index, { mutationId }] of ops.entries()) {
      const outcome = firstOf(pushed.outcomes[index]!); // as many as ops
      if (outcome.status === 'applied') outcomes.tell(mutationId, outcome);
      else outcomes.tell(mutationId, { status: 'refused', refusal: refusalOf(outcome) });
    }
  }

  async #blame(ops: readonly Op[], refusal: Refusal): Promise<void> {
    const { keeper, board, outcomes } = this.#parts;
    const [op] = ops;
    this.#batches.refused(ops.length);
    if (!op || ops.length > 1) return;
    await keeper.settle(() => ({ putOps: [refusedOp(op, refusal)] }));
    board.show({ pushProblem: null });
    outcomes.tell(op.mutationId, { status: 'refused', refusal });
  }
}
