import type { Task } from '@typedo/contract';
import type { Board } from './board.ts';
import type { Keeper } from './keeper.ts';
import { againOp, createOp, deleteOp, restoreOp, updateOp, type Op, type Place } from './op.ts';
import type { Outcomes } from './outcomes.ts';
import type { Owner } from './owner.ts';
import type { RefusedOp, Replica, Written } from './replica.ts';

interface Parts {
  readonly keeper: Keeper;
  readonly board: Board;
  readonly owner: Owner;
  readonly outcomes: Outcomes;
  readonly clock: () => number;
  /** Reads what is on the device, and shows it if it passes the check. */
  readonly load: (check: (rows: readonly Task[]) => void) => Promise<void>;
  /** Runs from then on until the signal is aborted. Never rejects. */
  readonly run: (closing: AbortSignal) => Promise<void>;
  /** Asks for a round of reading that begins after this; the function tells whether it is done. Nobody waits for it behind the signal. */
  readonly askRound: (signal: AbortSignal) => () => boolean;
  readonly resume: () => void;
  /** Called at the end, when nothing is written any more. */
  readonly stop?: () => void;
}

/** What a program sees of a replica, whoever speaks with the server for it. */
export class Face {
  readonly #parts: Parts;
  readonly #closing = new AbortController();
  readonly #loading: Promise<void>;
  readonly #running: Promise<void>;
  #loaded = false;
  #refused: readonly RefusedOp[] | null = null;
  readonly replica: Replica;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { signal } = this.#closing;
    this.#loading = Promise.race([this.#load(), closed(signal)]);
    this.#running = this.#loading.then(
      () => parts.run(signal),
      () => {}, // who writes hears of it, and the status says it
    );
    parts.board.subscribe(() => (this.#refused = null));
    this.replica = this.#makeReplica();
  }

  /** Stops, for a reason that whoever waits for something is told. */
  async close(reason = new Error('The replica is closed')): Promise<void> {
    const { keeper, outcomes, board, stop } = this.#parts;
    this.#closing.abort(reason);
    await this.#running;
    await keeper.idle();
    stop?.();
    outcomes.forgetAll(reason);
    board.show({ phase: 'closed' });
  }

  async #load(): Promise<void> {
    const { owner, board, keeper, load } = this.#parts;
    const { signal } = this.#closing;
    try {
      await load((rows) => {
        signal.throwIfAborted();
        owner.check(rows);
      });
      if (keeper.model.isComplete) board.show({ phase: 'syncing' });
      this.#loaded = true;
    } catch (error) {
      if (signal.aborted) return;
      board.show({ phase: 'closed', storageError: error instanceof Error ? error : new Error(String(error)) });
      throw error;
    }
  }

  /** Keeps a new op, in place of a refused one or not. */
  async #write(make: (place: Place) => Op, oldId?: string): Promise<Written> {
    const { keeper, clock, outcomes } = this.#parts;
    // What is ready is written in the very call.
    if (!this.#loaded) await this.#loading;
    this.#closing.signal.throwIfAborted();
    const { model } = keeper;
    // A clock that is far behind would give names that the server takes for expired.
    const place = { order: keeper.nextOrder(), now: Math.max(clock(), model.newest) };
    const oldOps = oldId === undefined ? [] : [this.#refusedOp(oldId)];
    const op = make(place);
    const { id, mutationId } = op;
    const outcome = outcomes.of(mutationId, 'task' in op ? op.task : model.view.get(id));
    const oldIds = oldOps.map((old) => old.mutationId);
    try {
      await keeper.write({ putOps: [op], removeOps: oldIds }, { putOps: oldOps, removeOps: [mutationId] });
    } catch (error) {
      outcomes.forget(mutationId, error);
      throw error;
    }
    return { id, mutationId, outcome };
  }

  async #drop(mutationId: string): Promise<void> {
    if (!this.#loaded) await this.#loading;
    this.#closing.signal.throwIfAborted();
    const op = this.#refusedOp(mutationId);
    await this.#parts.keeper.write({ removeOps: [mutationId] }, { putOps: [op] });
  }

  async #synced(signal: AbortSignal | undefined): Promise<void> {
    const { board, keeper, askRound } = this.#parts;
    const closing = this.#closing.signal;
    const ended = signal ? AbortSignal.any([signal, closing]) : closing;
    if (!this.#loaded) await Promise.race([this.#loading, closed(ended)]);
    ended.throwIfAborted();
    const isDone = askRound(ended);
    await board.until(() => isDone() && keeper.model.isSettled, ended);
  }

  /** Finds a refused op. Whoever finds it takes it away in the same tick, so that it is not there for the next. */
  #refusedOp(mutationId: string): Op {
    const op = this.#parts.keeper.model.ops('refused').get(mutationId);
    if (!op) throw new RangeError(`There is no refused write ${mutationId}`);
    return op;
  }

  #allRefused(): readonly RefusedOp[] {
    const { model } = this.#parts.keeper;
    return (this.#refused ??= [...model.ops('refused').values()].flatMap((op) =>
      op.state.status === 'refused' ? [{ op, refusal: op.state.refusal, task: model.view.get(op.id) ?? null }] : [],
    ));
  }

  #makeReplica(): Replica {
    const { keeper, board, owner, resume } = this.#parts;
    const { model } = keeper;
    const allRefused = () => this.#allRefused();
    const write = (make: (place: Place) => Op, oldId?: string) => this.#write(make, oldId);
    return {
      get userId() {
        return owner.userId;
      },
      get: (id) => model.view.get(id),
      tasks: model.view,
      get status() {
        return board.status;
      },
      get refused() {
        return allRefused();
      },
      get deleting() {
        return model.deleting();
      },
      isPending: (id) => model.opsOf(id).some(({ state }) => state.status === 'waiting'),
      subscribe: (listener) => board.subscribe(listener),
      create: (fields) =>
        write((place) => {
          if (fields.id !== undefined && model.view.has(fields.id))
            throw new RangeError(`There is a task ${fields.id}`);
          return createOp(place, owner.userId ?? '', fields);
        }),
      update: (id, patch, condition) => write((place) => updateOp(place, id, patch, condition)),
      delete: (id, condition) => write((place) => deleteOp(place, id, condition)),
      restore: (task, condition) => write((place) => restoreOp(place, task, condition)),
      retry: (mutationId, changes) =>
        write((place) => againOp(place, this.#refusedOp(mutationId), changes), mutationId),
      drop: (mutationId) => this.#drop(mutationId),
      resume,
      synced: ({ signal } = {}) => this.#synced(signal),
      close: () => this.close(),
      [Symbol.asyncDispose]: () => this.close(),
    };
  }
}

/** Rejects when the signal is aborted, with its reason. */
function closed(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = () => reject(signal.reason as Error); // an error, unless who aborted named something else
  if (signal.aborted) give();
  else signal.addEventListener('abort', give, { once: true });
  promise.catch(() => {}); // it is raced, or nobody waits any more
  return promise;
}
