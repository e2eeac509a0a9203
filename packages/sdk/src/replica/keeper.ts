import type { Task } from '@typedo/contract';
import type { Board } from './board.ts';
import { Model } from './model.ts';
import type { Op } from './op.ts';
import type { ReplicaStorage, Step } from './storage.ts';

interface Unsaved {
  readonly step: Step;
  readonly undo: Step;
  readonly saved: PromiseWithResolvers<void>;
}

/**
 * Keeps the device and the screen in step. One commit runs at a time. What the person does is shown first and stored with everything else
 * of its tick; what the server says is stored first.
 */
export class Keeper {
  readonly model = new Model();
  readonly #storage: ReplicaStorage;
  readonly #board: Board;
  readonly #onWaiting: () => void;
  #unsaved: Unsaved[] = [];
  /** Mutation ids of ops that are not on the device yet. */
  readonly #fresh = new Set<string>();
  #turns: Promise<unknown> = Promise.resolve();
  #order = 0;

  /** `onWaiting` is called when ops that wait are on the device. */
  constructor(storage: ReplicaStorage, board: Board, onWaiting: () => void) {
    this.#storage = storage;
    this.#board = board;
    this.#onWaiting = onWaiting;
  }

  /** Reads what the device has, and shows it if its rows pass the check. */
  async load(check: (rows: readonly Task[]) => void): Promise<void> {
    const { rows, cursor, isComplete, ops } = await this.#storage.load();
    check(rows);
    this.#order = ops.at(-1)?.order ?? 0;
    const place: Step = { ...(cursor === null ? {} : { cursor }), ...(isComplete && { isComplete }) };
    this.#show({ putRows: rows, putOps: ops, ...place });
  }

  /** The place of the next op. */
  nextOrder(): number {
    return ++this.#order;
  }

  /** Shows a step at once; resolves when it is stored. When it cannot be stored, it is undone, and this rejects. */
  write(step: Step, undo: Step): Promise<void> {
    const saved = Promise.withResolvers<void>();
    for (const { mutationId } of step.putOps ?? []) this.#fresh.add(mutationId);
    this.#unsaved.push({ step, undo, saved });
    if (this.#unsaved.length === 1) void this.#inTurn(() => this.#save());
    this.#show(step);
    return saved.promise;
  }

  /** Makes a step when its turn has come, stores it and shows it. Rejects when it cannot be stored; nothing has changed then. */
  settle(decide: (model: Model) => Step): Promise<void> {
    return this.#inTurn(async () => {
      const step = decide(this.model);
      await this.#commit(step);
      this.#show(step);
      if (step.putOps?.some(({ state }) => state.status === 'waiting')) this.#onWaiting();
    });
  }

  /** The oldest ops that wait and are on the device, at most so many. */
  waiting(most: number): Op[] {
    const ops: Op[] = [];
    for (const op of this.model.ops('waiting').values()) {
      if (ops.length === most || this.#fresh.has(op.mutationId)) break;
      ops.push(op);
    }
    return ops;
  }

  /** Resolves when nothing is being stored any more. */
  async idle(): Promise<void> {
    let seen;
    do {
      seen = this.#turns;
      await seen;
    } while (seen !== this.#turns);
  }

  async #save(): Promise<void> {
    const unsaved = this.#unsaved.splice(0);
    const putOps = unsaved.flatMap(({ step }) => step.putOps ?? []);
    const removeOps = unsaved.flatMap(({ step }) => step.removeOps ?? []);
    try {
      await this.#commit({ putOps, removeOps });
      for (const { saved } of unsaved) saved.resolve();
    } catch (error) {
      for (const { undo, saved } of unsaved) {
        this.#show(undo);
        saved.reject(error);
      }
    } finally {
      for (const { mutationId } of putOps) this.#fresh.delete(mutationId);
      this.#onWaiting();
    }
  }

  async #commit(step: Step): Promise<void> {
    try {
      await this.#storage.commit(step);
      this.#board.show({ storageError: null });
    } catch (thrown) {
      const storageError = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.#board.show({ storageError });
      throw storageError;
    }
  }

  #show(step: Step): void {
    const ids = this.model.apply(step);
    const opsChanged = (step.putOps?.length ?? 0) + (step.removeOps?.length ?? 0) > 0;
    this.#board.show({ pending: this.model.ops('waiting').size }, ids, opsChanged);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(work);
    this.#turns = turn.catch(() => {}); // who asked for it hears of its failure
    return turn;
  }
}
