import { z } from 'zod';

/**
 * A place in a user's changes, made by the server: `epoch.seq`. Programs keep it as it is and send it back. A cursor that the
 * server cannot place is no error but answered with `reset`.
 */
export const syncCursor = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'Invalid cursor: expected one that an answer of sync had')
  .meta({ minLength: 1, maxLength: 100 });

/** What a cursor says. */
export interface SyncPosition {
  /** Names one history of the database; restoring a backup begins another. */
  epoch: string;
  /** Every change up to this one has been seen. */
  seq: number;
  /**
   * In the middle of a snapshot: the head when it began. What was in the trash up to there the reader never had, so it need not hear that
   * it was purged. 0 otherwise.
   */
  floor: number;
}

/** Writes a position as a cursor. */
export function formatCursor({ epoch, seq, floor }: SyncPosition): string {
  return floor > seq ? `${epoch}.${seq}.${floor}` : `${epoch}.${seq}`;
}

/** Reads a cursor of {@link formatCursor}; null for any other text. */
export function parseCursor(cursor: string): SyncPosition | null {
  const [, epoch, seq, floor = 0] = /^([0-9a-z]+)\.(\d{1,15})(?:\.(\d{1,15}))?$/.exec(cursor) ?? [];
  return epoch === undefined ? null : { epoch, seq: Number(seq), floor: Number(floor) };
}

/** Whether whoever has read up to `cursor` has seen all that `other` shows. Cursors of different epochs have nothing in common. */
export function hasReached(cursor: string, other: string): boolean {
  const [at, wanted] = [parseCursor(cursor), parseCursor(other)];
  return at !== null && wanted !== null && at.epoch === wanted.epoch && at.seq >= wanted.seq;
}
