import { rmSync } from 'node:fs';

/** What SQLite writes beside a database, behind its name. */
export const companions = ['-wal', '-shm', '-journal'];

/** Removes a database and what SQLite wrote beside it, if anything is there. Nobody may have it open. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', ...companions]) rmSync(file + suffix, { force: true });
}
