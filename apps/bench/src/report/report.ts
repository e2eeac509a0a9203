import type { Contender } from '../contenders/contender.ts';

/** A median with the least and the most of the rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What a contender reached in a work. */
export interface Row {
  readonly contender: string;
  readonly title: string;
  readonly kind: Contender['kind'];
  readonly callsPerSecond: Spread;
  /** Of `plain` and `tuned` in the same run; null where those have no row. */
  readonly toPlain: number | null;
  readonly toTuned: number | null;
  /** Microseconds of processor time for one call; null where it is not known. */
  readonly serverCpu: number | null;
  readonly databaseCpu: number | null;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The part of its core that the server used, and of its own that the generator used, from 0 to 1. */
  readonly serverShare: number | null;
  readonly generatorBusy: number;
  /** The part of a core that other programs took meanwhile; null where it is not known. */
  readonly disturbed: number | null;
}

/** A work with all its rows, and those who have none, with the reason. */
export interface WorkReport {
  readonly work: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** Whose figures were thrown away. */
  readonly thrown: readonly { readonly contender: string; readonly reason: string }[];
  /** Who offers no such call. */
  readonly without: readonly string[];
}

/** One run on one database, as it is written to the JSON file. */
export interface Report {
  readonly database: 'sqlite' | 'postgres';
  /** ISO time. */
  readonly at: string;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly node: string;
    readonly pinned: boolean;
  };
  readonly rounds: { readonly count: number; readonly seconds: number };
  /** What the generator reached against a server that only sends bytes. */
  readonly generator: { readonly callsPerSecond: number; readonly busy: number; readonly serverShare: number | null };
  readonly works: readonly WorkReport[];
  /** Who did not start. */
  readonly absent: readonly string[];
}

/** The names of the ceilings to which others are compared. */
export const ceilings = { plain: 'plain', tuned: 'tuned' } as const;
