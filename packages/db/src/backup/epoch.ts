import { randomBytes } from 'node:crypto';

/** Begins another history; $1 is its name. */
export const beginEpoch = `insert into epochs (single, epoch) values (1, $1) on conflict (single) do update set epoch = excluded.epoch`;

/** A name that no epoch had before. */
export function newEpoch(): string {
  return randomBytes(8).toString('hex');
}
