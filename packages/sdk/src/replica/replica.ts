import type { CreateTask, Patch, Refusal, Task } from '@typedo/contract';
import type { Typedo } from '../client.ts';
import { Bell } from './bell.ts';
import { Board, type Listener, type ReplicaStatus } from './board.ts';
import { Engine } from './engine.ts';
import { Face } from './face.ts';
import { Keeper } from './keeper.ts';
import type { Changes, Condition, Op } from './op.ts';
import { Outcomes, type Outcome } from './outcomes.ts';
import { Owner } from './owner.ts';
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
  /** The server's word, whenever it comes. Rejects only when the replica is closed before, or the browser lost the write. */
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
  /**
   * The tasks that writes of this device moved to the trash, where the server's answers do not show it yet: each as it was before, the
   * last deleted at the end. All others of the trash are the server's alone. Another array whenever it changes.
   */
  readonly deleting: readonly Task[];
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

/**
 * Opens a replica, which reads its storage, then follows the server until it is closed. One at a time may be open over a storage.
 *
 * `await using replica = createReplica({ typedo, storage: memoryStorage(), userId })`
 */
export function createReplica({ typedo, storage, clock = Date.now, pauses, ...options }: ReplicaOptions): Replica {
  const owner = new Owner(options.userId ?? null);
  const bell = new Bell();
  const board = new Board();
  const outcomes = new Outcomes();
  const keeper = new Keeper(storage, board, () => bell.ring('op'));
  const engine = new Engine({ typedo, keeper, board, bell, owner, outcomes, pauses });
  return new Face({
    keeper,
    board,
    owner,
    outcomes,
    clock,
    load: (check) => keeper.load(check),
    run: (closing) => engine.run(closing),
    askRound: () => {
      const round = engine.reader.askRound();
      return () => engine.reader.done >= round;
    },
    resume: () => bell.ring('resume'),
  }).replica;
}
