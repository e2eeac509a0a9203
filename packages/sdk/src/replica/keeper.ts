import type { Task } from '@typedo/contract';
import type { Board } from './board.ts';
import { Model } from './model.ts';
import type { Op } from './op.ts';
import { Fenced, type ReplicaStorage, type SharedStorage, type Step, type Stored } from './storage.ts';

/** Behind every place that a shared storage gives: an op that has none yet is the newest. */
const unplaced = 2 ** 52;

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
  readonly #shared: SharedStorage | null;
  readonly #board: Board;
  readonly #onWaiting: () => void;
  #unsaved: Unsaved[] = [];
  /** Mutation ids of ops that are not on the device yet. */
  readonly #fresh = new Set<string>();
  /** Those of ops that are on the device and shall go. */
  readonly #leaving = new Set<string>();
  #turns: Promise<unknown> = Promise.resolve();
  readonly #saving = new Set<Promise<void>>();
  #order = 0;

  /** `onWaiting` is called when ops that wait are on the device. `shared` is the same storage, when other tabs write to it as well. */
  constructor(storage: ReplicaStorage, board: Board, onWaiting: () => void, shared: SharedStorage | null = null) {
    this.#storage = storage;
    this.#shared = shared;
    this.#board = board;
    this.#onWaiting = onWaiting;
  }

  /** Reads what the device has, and shows it if its rows pass the check. */
  async load(check: (rows: readonly Task[]) => void): Promise<void> {
    const stored = await this.#storage.load();
    check(stored.rows);
    this.#order = this.#shared ? unplaced : (stored.ops.at(-1)?.order ?? 0);
    this.replace(stored);
  }

  /** Shows what is on the device by now, whoever wrote it. What is not stored yet stays as it is seen. */
  replace({ rows, cursor, isComplete, ops }: Stored): void {
    const there = new Set(ops.map(({ mutationId }) => mutationId));
    const removeOps = this.model.opIds().filter((mutationId) => !there.has(mutationId) && !this.#fresh.has(mutationId));
    const putOps = ops.filter(({ mutationId }) => !this.#leaving.has(mutationId));
    const place: Step = { ...(cursor === null ? {} : { cursor }), ...(isComplete && { isComplete }) };
    this.take({ replaceBase: true, putRows: rows, removeOps, putOps, ...place });
  }

  /** Shows a step that is on the device. */
  take(step: Step): void {
    this.#show(step);
    if (step.putOps?.some(({ state }) => state.status === 'waiting')) this.#onWaiting();
  }

  /** The place of the next op. */
  nextOrder(): number {
    return ++this.#order;
  }

  /** Shows a step at once; resolves when it is stored. When it cannot be stored, it is undone, and this rejects. */
  write(step: Step, undo: Step): Promise<void> {
    const saved = Promise.withResolvers<void>();
    for (const { mutationId } of step.putOps ?? []) this.#fresh.add(mutationId);
    for (const mutationId of step.removeOps ?? []) this.#leaving.add(mutationId);
    this.#unsaved.push({ step, undo, saved });
    // What is shared has turns of its own, and the sooner it has this, the sooner the tab may be closed.
    if (this.#unsaved.length === 1) void (this.#shared ? this.#atOnce() : this.#inTurn(() => this.#save()));
    this.#show(step);
    return saved.promise;
  }

  /** Makes a step when its turn has come, stores it and shows it. Rejects when it cannot be stored; nothing has changed then. */
  settle(decide: (model: Model) => Step): Promise<void> {
    return this.#inTurn(async () => {
      const step = decide(this.model);
      await this.#commit(() => this.#storage.commit(step));
      if (!this.#shared) this.take(step);
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

  /** Whether a write, if it is there or was, is on the device. */
  isStored(mutationId: string): boolean {
    return !this.#fresh.has(mutationId);
  }

  /** Resolves when nothing is being stored any more. */
  async idle(): Promise<void> {
    let seen;
    do {
      seen = this.#turns;
      await seen;
      await Promise.all(this.#saving);
    } while (seen !== this.#turns || this.#saving.size > 0);
  }

  async #atOnce(): Promise<void> {
    const saving = Promise.resolve().then(() => this.#save());
    this.#saving.add(saving);
    await saving;
    this.#saving.delete(saving);
  }

  async #save(): Promise<void> {
    const unsaved = this.#unsaved.splice(0);
    const putOps = unsaved.flatMap(({ step }) => step.putOps ?? []);
    const removeOps = unsaved.flatMap(({ step }) => step.removeOps ?? []);
    try {
      const step = { putOps, removeOps };
      await this.#commit(() => (this.#shared ? this.#shared.write(step) : this.#storage.commit(step)));
      for (const { saved } of unsaved) saved.resolve();
    } catch (error) {
      for (const { undo, saved } of unsaved) {
        this.#show(undo);
        saved.reject(error);
      }
    } finally {
      for (const { mutationId } of putOps) this.#fresh.delete(mutationId);
      for (const mutationId of removeOps) this.#leaving.delete(mutationId);
      this.#onWaiting();
    }
  }

  async #commit(keep: () => Promise<void>): Promise<void> {
    try {
      await keep();
      this.#board.show({ storageError: null });
    } catch (thrown) {
      if (thrown instanceof Fenced) throw thrown;
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
