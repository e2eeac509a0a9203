import type Sqlite from 'better-sqlite3';
import { isBusy } from '../connect/sqlite-errors.ts';
import type { SqliteDatabase } from '../database.ts';
import { causeOf, whyFailed } from '../failure.ts';
import { whenFree } from './native.sqlite.ts';
import { countTogether } from './weight.ts';

/**
 * Runs a job in a transaction that jobs of the same turn of the event loop share, and gives its result after the commit: one wait for
 * the disk for all of them. Jobs run in the order in which they came. One that throws is rolled back alone.
 *
 * @param weight how many tasks it may change; 1 at least
 * @param run synchronous, and harmless to run again: it is, when another program held the file, and when another job failed
 */
export type Join<Shared> = <T>(weight: number, run: (shared: Shared) => T) => Promise<T>;

/** What jobs that stand or fall together share. Nothing of it outlives a rollback: who runs again has a new one. */
export interface Together {
  /** Writes what was kept back until all have run. */
  finish: () => void;
}

/** Tells a caller what became of its job. */
type Tell = () => void;

interface Job<Shared> {
  weight: number;
  /** Gives what to tell once it is committed. */
  run: (shared: Shared) => Tell;
  reject: (error: unknown) => void;
}

/** Makes the queue in front of the one connection that writes. */
export function createGroupCommit<Shared extends Together>(
  database: SqliteDatabase,
  begin: () => Shared,
): Join<Shared> {
  const waiting: Job<Shared>[] = [];
  const commit = createCommit(database.writer, begin);

  // Never rejects: whatever fails reaches the callers.
  const flush = async (): Promise<void> => {
    let batch: Job<Shared>[] = waiting;
    try {
      const told = await whenFree(database, () =>
        // In its turn, so that it never lands in a transaction that somebody else has open. Who came while it waited goes along.
        database.exclusively(() => {
          batch = waiting.slice(0, countTogether(waiting));
          return commit(batch);
        }),
      );
      waiting.splice(0, batch.length);
      for (const tell of told) tell();
    } catch (error) {
      // Of a file that is held all are told at once, or those behind would wait as long again.
      const told = isBusy(causeOf(error)) ? waiting.length : batch.length;
      for (const { reject } of waiting.splice(0, told)) reject(error);
    }
    next();
  };
  // The rest has a later turn, so that others come in between. In two turns more of those come who were just answered: seven percent more writes.
  const next = () => {
    if (waiting.length > 0) setImmediate(() => setImmediate(() => void flush()));
  };

  return (weight, run) =>
    new Promise((resolve, reject) => {
      const runToTell = (shared: Shared): Tell => {
        const result = run(shared);
        return () => resolve(result);
      };
      waiting.push({ weight, run: runToTell, reject });
      if (waiting.length === 1) next();
    });
}

/** Makes the function that runs jobs in one transaction. It throws when nothing of them is committed. */
function createCommit<Shared extends Together>(
  writer: Sqlite.Database,
  begin: () => Shared,
): (jobs: readonly Job<Shared>[]) => Tell[] {
  const [beginNow, commit, rollback] = [
    writer.prepare('begin immediate'),
    writer.prepare('commit'),
    writer.prepare('rollback'),
  ];
  const [savepoint, release, rollbackTo] = [
    writer.prepare('savepoint job'),
    writer.prepare('release job'),
    writer.prepare('rollback to job'),
  ];
  const together = (jobs: readonly Job<Shared>[]): Tell[] => {
    const shared = begin();
    const told = jobs.map(({ run }) => run(shared));
    shared.finish();
    return told;
  };
  const besideOthers = (job: Job<Shared>): Tell[] => {
    savepoint.run();
    try {
      const told = together([job]);
      release.run();
      return told;
    } catch (cause) {
      // After some errors, as when the disk is full, SQLite has rolled back the whole transaction by itself.
      if (!writer.inTransaction) throw cause;
      rollbackTo.run();
      release.run();
      const error = whyFailed(cause);
      return [() => job.reject(error)];
    }
  };
  const inOne = (run: () => Tell[]): Tell[] => {
    beginNow.run();
    try {
      const told = run();
      commit.run();
      return told;
    } catch (error) {
      if (writer.inTransaction) rollback.run();
      throw error;
    }
  };
  return (jobs) => {
    try {
      return inOne(() => together(jobs));
    } catch (error) {
      // Nearly all pass, and pay for no savepoints. Of several that did not it is found out here which one is to blame.
      if (jobs.length === 1 || isBusy(error)) throw error;
      return inOne(() => jobs.flatMap(besideOthers));
    }
  };
}
