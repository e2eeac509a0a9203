import { limits } from '@typedo/contract';
import { Batches } from './batches.ts';
import type { Keeper } from './keeper.ts';
import type { Op } from './op.ts';

/**
 * What a push that failed in doubt says of its ops. `soon`: fewer of them, or another, will tell; `alone`: another would, and there is none;
 * `server`: another failed as well; `blame`: it is the op, which was alone.
 */
export type Doubt = 'soon' | 'alone' | 'server' | 'blame';

/** Says what to push next, and finds the ops for which a push is refused whole. */
export class Queue {
  readonly #keeper: Keeper;
  readonly #batches = new Batches(limits.push.max);
  /** The first op, which failed alone. It is to blame if another goes through, and then it fails again. */
  #suspect: { op: Op; others: boolean } | null = null;
  #probes = 0;

  constructor(keeper: Keeper) {
    this.#keeper = keeper;
  }

  /** The ops of the next push. */
  next(): readonly Op[] {
    const { op, others } = this.#suspect ?? {};
    const next = op && (others ? op : this.#probe(op));
    return next ? [next] : this.#keeper.waiting(this.#batches.size);
  }

  /** These were answered. */
  passed(ops: readonly Op[]): void {
    if (this.#suspect && this.#suspect.op.mutationId !== ops[0]?.mutationId) {
      this.#suspect.others = true;
      return;
    }
    this.#suspect = null;
    this.#batches.passed(ops.length);
  }

  /** One of these is to blame. Gives it when it was alone. */
  refused(ops: readonly Op[]): Op | null {
    const [op, ...others] = ops;
    if (!this.#suspect) this.#batches.refused(ops.length);
    else if (this.#suspect.op.mutationId === op?.mutationId) this.#suspect = null;
    return op && others.length === 0 ? op : null;
  }

  /** These took too long. */
  tooLong(ops: readonly Op[]): void {
    this.#batches.tooLong(ops.length);
  }

  /** Perhaps one of these is to blame, perhaps it is the server. */
  doubted(ops: readonly Op[]): Doubt {
    const others = this.#suspect?.others;
    this.#suspect = null;
    if (others) return 'blame';
    if (others === false) {
      this.#probes++; // the other may be bad as well
      return 'server';
    }
    const op = this.refused(ops);
    if (!op) return 'soon';
    if (!this.#probe(op)) return 'alone';
    this.#suspect = { op, others: false };
    return 'soon';
  }

  /** An op that may go before this one: the first of another task, each time of another. */
  #probe({ id }: Op): Op | undefined {
    const firsts = new Map<string, Op>();
    for (const op of this.#keeper.waiting(Infinity)) if (!firsts.has(op.id)) firsts.set(op.id, op);
    firsts.delete(id);
    return [...firsts.values()][this.#probes % firsts.size];
  }
}
