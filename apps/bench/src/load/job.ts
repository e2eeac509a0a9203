import type { Cast } from '../data/cast.ts';

/** What the generator is told once: where contenders are found, a module that exports `contenders`, and who asks. */
export interface Setting {
  readonly module: string;
  readonly cast: Cast;
}

/** One round of load. */
export interface Job {
  readonly port: number;
  /** Milliseconds that are measured, and before them those that are not. */
  readonly measureMs: number;
  readonly leadMs: number;
  /** Null: `GET /` of whatever listens, to see what the generator itself can do. */
  readonly ask: { readonly contender: string; readonly work: string } | null;
  /** The processes whose time is read. */
  readonly serverPid: number;
  readonly databasePid: number | null;
  /** The cores that the server has, and that all else has; null when nobody is pinned. */
  readonly cores: { readonly server: readonly number[]; readonly others: readonly number[] } | null;
}

/** What a round showed. */
export interface Measured {
  /** Answers within the measured time, and that time in milliseconds. */
  readonly calls: number;
  readonly ms: number;
  /** Milliseconds from a call to its whole answer. */
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor time within the measured time; null where it is not known. */
  readonly serverCpu: number | null;
  readonly databaseCpu: number | null;
  /** The part of the time that the generator itself was busy, from 0 to 1. */
  readonly generatorBusy: number;
  /** The part of a core that programs took which are not the bench's: of the server's cores or of the others, whichever is more. */
  readonly disturbed: number | null;
  /** Answers that were no success, or connections that broke, and the first of them. */
  readonly failures: number;
  readonly firstFailure: string | null;
  /** What was wrong with answers that were kept to be looked at, the first alone; and how many were. */
  readonly wrong: string | null;
  readonly looked: number;
}
