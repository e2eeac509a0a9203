import type { Task } from '@typedo/contract';
import type { Op } from './op.ts';

/** What a replica keeps on the device. */
export interface Stored {
  /** The server's rows. */
  readonly rows: readonly Task[];
  /** Up to where they were read; null at first. */
  readonly cursor: string | null;
  /** Whether a step said so, ever: the rows are all that there were at some cursor, not a part of the first load. */
  readonly isComplete: boolean;
  /** The outbox, in the order of `order`. */
  readonly ops: readonly Op[];
}

/** One step of what is kept. Whatever it names is written together, or none of it. */
export interface Step {
  /** Whether `putRows` are all the rows there are; those from before go first. */
  readonly replaceBase?: boolean;
  readonly putRows?: readonly Task[];
  /** Ids of tasks. */
  readonly removeRows?: readonly string[];
  readonly cursor?: string;
  /** From now on the rows are complete. */
  readonly isComplete?: true;
  /** An op that is there already, by its mutation id, is replaced. */
  readonly putOps?: readonly Op[];
  /** Mutation ids. */
  readonly removeOps?: readonly string[];
}

/**
 * Where a replica keeps one user's tasks. Everything in it is plain data. A replica calls `load` once, before anything else, and one
 * `commit` at a time.
 */
export interface ReplicaStorage {
  load(): Promise<Stored>;
  /** Resolves when the step is on the device for good; rejects when nothing of it is. */
  commit(step: Step): Promise<void>;
}

/** A storage that other tabs write to as well. A step is shown when its turn among all of theirs has come; only then each of these resolves. */
export interface SharedStorage extends ReplicaStorage {
  /** Keeps what the person did in one tick. It may be called while another step is being kept; the storage gives new ops their places. */
  write(step: Step): Promise<void>;
}

/** Another tab speaks with the server by now, so this one may not keep what the server says. Nothing is wrong with the storage. */
export class Fenced extends Error {}
