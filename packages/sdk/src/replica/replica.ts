import type { CreateTask, Patch, Refusal, Task } from '@typedo/contract';
import type { Typedo } from '../client.ts';
import { whenOnline } from '../pauses.ts';
import { Bell } from './bell.ts';
import { Board, type Listener, type ReplicaStatus } from './board.ts';
import { Keeper } from './keeper.ts';
import {
  againOp,
  createOp,
  deleteOp,
  restoreOp,
  updateOp,
  type Changes,
  type Condition,
  type Op,
  type Place,
} from './op.ts';
import { Outcomes, type Outcome } from './outcomes.ts';
import { Owner } from './owner.ts';
import { Puller } from './puller.ts';
import { Pusher } from './pusher.ts';
import { Reader } from './reader.ts';
import type { LoopPauses } from './repeat.ts';
import type { ReplicaStorage } from './storage.ts';

/** What a replica is made of. */
export interface ReplicaOptions {
  typedo: Typedo;
  /** Where the tasks of this user are kept, and of nobody else. */
  storage: ReplicaStorage;
  /**
   * Whose tasks they are: the user that `typedo` is signed in as. As soon as somebody else is, nothing is sent and nothing taken. A
   * program with an API key, which is always the same user's, may leave it out: then the first task tells, and one that is created
   * before is seen without.
   */
  userId?: string | undefined;
  /** The device's time, in milliseconds since 1970. */
  clock?: () => number;
  /** Milliseconds between tries; by default 300, growing to 10,000, and 60,000 for what only somebody else can mend. */
  pauses?: LoopPauses;
}

/** A write that is on the device. */
export interface Written {
  /** The task's id. */
  readonly id: string;
  readonly mutationId: string;
  /** The server's word, whenever it comes. Rejects only when the replica is closed before. */
  readonly outcome: Promise<Outcome>;
}

/** A write that the server refused. It is kept until it is retried or dropped, and changes nothing of what is seen. */
export interface RefusedOp {
  readonly op: Op;
  readonly refusal: Refusal;
  /** The task as it is now; null when there is none. */
  readonly task: Task | null;
}

/**
 * A user's tasks on the device: read at once, changed at once, also offline, and kept in step with the server.
 *
 * The writes check their input against the contract and reject with a ZodError, or with the storage's error; nothing has changed then.
 * Otherwise they are seen in the very call (as soon as the storage has been read), and resolve when they are on the device.
 */
export interface Replica extends AsyncDisposable {
  /** Null while it is not known. */
  readonly userId: string | null;
  /** The task as it is seen: the server's row with this device's writes laid over it. */
  get(id: string): Task | undefined;
  /** All tasks that are seen, in no order. It goes on changing; copy it to keep a moment. A task that changes is another object. */
  readonly tasks: ReadonlyMap<string, Task>;
  /** Another object whenever it changes. */
  readonly status: ReplicaStatus;
  /** The writes that were refused, in their order. Another array whenever it changes. */
  readonly refused: readonly RefusedOp[];
  /** Whether the server has yet to answer a write of this task. */
  isPending(id: string): boolean;
  /** Calls the listener after each change of tasks, status or refused writes, until the function that it gives is called. */
  subscribe(listener: Listener): () => void;
  /** Rejects with a RangeError as well, when a task with this id is seen already: its writes would change that one. */
  create(fields: Omit<CreateTask, 'mutationId'>): Promise<Written>;
  update(id: string, patch: Patch, condition?: Condition): Promise<Written>;
  delete(id: string, condition?: Condition): Promise<Written>;
  /** Brings a task back from the trash; it is seen as given until the server's row is here. */
  restore(task: Task, condition?: Condition): Promise<Written>;
  /**
   * Does a refused write once more, with changes or without, under a new mutation id. Rejects with a RangeError when there is none,
   * and with a TypeError when it is a delete or restore and shall change something.
   */
  retry(mutationId: string, changes?: Changes): Promise<Written>;
  /** Forgets a refused write. Rejects with a RangeError when there is none. */
  drop(mutationId: string): Promise<void>;
  /**
   * Begins anew at once: ends pauses, and gives up requests that are under way. To be called when the user has signed in again; when the
   * browser comes online, it is done without.
   */
  resume(): void;
  /**
   * Resolves when no write waits, everything acknowledged is among the server's rows here, and those are at least as new as this call.
   * Waits for as long as that takes: rejects with the signal's reason, or when the replica is closed.
   */
  synced(options?: { signal?: AbortSignal }): Promise<void>;
  /** Stops. What was written is on the device when this resolves; another replica may then be opened over the storage. */
  close(): Promise<void>;
}

const defaultPauses = { first: 300, longest: 10_000, slow: 60_000 };

/**
 * Opens a replica, which reads its storage, then follows the server until it is closed. One at a time may be open over a storage.
 *
 * `await using replica = createReplica({ typedo, storage: memoryStorage(), userId })`
 */
export function createReplica(options: ReplicaOptions): Replica {
  const { typedo, storage, clock = Date.now, pauses = defaultPauses } = options;
  const owner = new Owner(options.userId ?? null);
  const closing = new AbortController();
  const bell = new Bell();
  const board = new Board();
  const outcomes = new Outcomes();
  const keeper = new Keeper(storage, board, () => bell.ring('op'));
  const { model } = keeper;
  const puller = new Puller(typedo, keeper, owner);
  const reader = new Reader({ keeper, board, bell, puller, pauses });
  const pusher = new Pusher({ typedo, keeper, board, bell, owner, outcomes, reader, pauses });
  let loaded = false;
  const loading = Promise.race([load(), closed(closing.signal)]);
  const running = loading.then(run, () => {}); // who writes hears of it, and the status says it
  let refused: readonly RefusedOp[] | null = null;
  board.subscribe(() => (refused = null));

  async function load(): Promise<void> {
    try {
      await keeper.load((rows) => {
        closing.signal.throwIfAborted();
        owner.check(rows);
      });
      if (model.isComplete) board.show({ phase: 'syncing' });
      loaded = true;
    } catch (error) {
      if (closing.signal.aborted) return;
      board.show({ phase: 'closed', storageError: error instanceof Error ? error : new Error(String(error)) });
      throw error;
    }
  }

  async function run(): Promise<void> {
    // The network may be another one now, over which nothing that is under way will ever come.
    const forget = whenOnline(() => bell.ring('resume'));
    await Promise.all([reader.run(closing.signal), pusher.run(closing.signal)]);
    forget();
  }

  /** Keeps a new op, in place of a refused one or not. */
  async function write(make: (place: Place) => Op, oldId?: string): Promise<Written> {
    if (!loaded) await loading;
    closing.signal.throwIfAborted();
    // A clock that is far behind would give names that the server takes for expired.
    const place = { order: keeper.nextOrder(), now: Math.max(clock(), model.newest) };
    const oldOps = oldId === undefined ? [] : [refusedOp(oldId)];
    const op = make(place);
    const { id, mutationId } = op;
    const outcome = outcomes.of(mutationId);
    const oldIds = oldOps.map((old) => old.mutationId);
    try {
      await keeper.write({ putOps: [op], removeOps: oldIds }, { putOps: oldOps, removeOps: [mutationId] });
    } catch (error) {
      outcomes.forget(mutationId, error);
      throw error;
    }
    return { id, mutationId, outcome };
  }

  /** Finds a refused op. Whoever finds it takes it away in the same tick, so that it is not there for the next. */
  function refusedOp(mutationId: string): Op {
    const op = model.ops('refused').get(mutationId);
    if (!op) throw new RangeError(`There is no refused write ${mutationId}`);
    return op;
  }

  const replica: Replica = {
    get userId() {
      return owner.userId;
    },
    get: (id) => model.view.get(id),
    tasks: model.view,
    get status() {
      return board.status;
    },
    get refused() {
      return (refused ??= [...model.ops('refused').values()].flatMap((op) =>
        op.state.status === 'refused' ? [{ op, refusal: op.state.refusal, task: model.view.get(op.id) ?? null }] : [],
      ));
    },
    isPending: (id) => model.opsOf(id).some(({ state }) => state.status === 'waiting'),
    subscribe: (listener) => board.subscribe(listener),
    create: (fields) =>
      write((place) => {
        if (fields.id !== undefined && model.view.has(fields.id)) throw new RangeError(`There is a task ${fields.id}`);
        return createOp(place, owner.userId ?? '', fields);
      }),
    update: (id, patch, condition) => write((place) => updateOp(place, id, patch, condition)),
    delete: (id, condition) => write((place) => deleteOp(place, id, condition)),
    restore: (task, condition) => write((place) => restoreOp(place, task, condition)),
    retry: (mutationId, changes) => write((place) => againOp(place, refusedOp(mutationId), changes), mutationId),
    async drop(mutationId) {
      if (!loaded) await loading;
      closing.signal.throwIfAborted();
      const op = refusedOp(mutationId);
      await keeper.write({ removeOps: [mutationId] }, { putOps: [op] });
    },
    resume: () => bell.ring('resume'),
    async synced({ signal } = {}) {
      const ended = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      if (!loaded) await Promise.race([loading, closed(ended)]);
      const round = reader.askRound();
      await board.until(() => reader.done >= round && model.isSettled, ended);
    },
    async close() {
      const closed = new Error('The replica is closed');
      closing.abort(closed);
      await running;
      await keeper.idle();
      outcomes.forgetAll(closed);
      board.show({ phase: 'closed' });
    },
    [Symbol.asyncDispose]: () => replica.close(),
  };
  return replica;
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
