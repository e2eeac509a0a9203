import type { Step, Stored } from '../replica/storage.ts';

/** What a vault has, and the version that this is. */
export interface Held extends Stored {
  readonly version: number;
}

/** A step that is kept: the version that it made, and what it was. */
export interface Kept {
  readonly version: number;
  readonly step: Step;
}

/** Rows of a snapshot in one transaction at most, and in one message to other tabs. */
export const mostRows = 500;

/** Where tabs keep one user's tasks. Each step of any tab makes the next version. */
export interface Vault {
  readonly kind: 'device' | 'memory';
  load(): Promise<Held>;
  version(): Promise<number>;
  /** Keeps what the person did in one tick, on the disk for good; new ops are given their places. */
  write(step: Step): Promise<Kept>;
  /** Keeps what the server says. Rejects with Fenced unless the epoch is the newest. */
  commit(step: Step, epoch: string): Promise<Kept>;
  /** Begins an epoch: from now on no step of another is kept. */
  begin(epoch: string): Promise<void>;
  /** Learns of a step that is kept, of any tab. */
  note(step: Step): void;
  close(): void;
}
