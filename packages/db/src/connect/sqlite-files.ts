import { closeSync, openSync, rmSync } from 'node:fs';

/** What SQLite writes beside a database, behind its name. */
export const companions = ['-wal', '-shm', '-journal'];

/**
 * Makes an empty file of mode 600, which SQLite would make readable to everybody; what it writes beside it later has the mode of the
 * database. A file that is there stays as it is. Fails silently: SQLite, which opens it next, fails for the same reason and says so.
 */
export function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch {
    // as told above
  }
}

/** Removes a database and what SQLite wrote beside it, if anything is there. Nobody may have it open. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', ...companions]) rmSync(file + suffix, { force: true });
}
