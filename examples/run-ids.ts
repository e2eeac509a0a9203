import { createHash } from 'node:crypto';

/** The id of a line's task: a UUIDv7 with the run's time, and otherwise fixed by the run and the line. */
export function idOf(run: string, line: number): string {
  const hex = createHash('sha256').update(`${run}/${line}`).digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(3), 16) % 4);
  return `${run.slice(0, 13)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}
