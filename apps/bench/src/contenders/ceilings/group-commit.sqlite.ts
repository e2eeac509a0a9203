import type Sqlite from 'better-sqlite3';

/** Joins writes in one durable transaction. */
export interface GroupCommit {
  /** Runs a write with the others of this turn of the event loop; what it gives is answered after the commit. */
  run<T>(write: () => T): Promise<T>;
}

interface Job {
  write: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

/**
 * Makes a group commit. `beforeCommit` writes what the writes of a transaction left for its end, or drops it after they failed.
 *
 * The common case pays for no savepoint: a transaction in which a write fails is rolled back, and its writes run again, each in one of its own.
 */
export function createGroupCommit(db: Sqlite.Database, end: { write(): void; drop(): void }): GroupCommit {
  const begin = db.prepare('begin immediate');
  const commit = db.prepare('commit');
  let waiting: Job[] = [];
  const together = (jobs: Job[]): unknown[] => {
    begin.run();
    try {
      const results = jobs.map(({ write }) => write());
      end.write();
      commit.run();
      return results;
    } catch (error) {
      end.drop();
      if (db.inTransaction) db.exec('rollback');
      throw error;
    }
  };
  const settle = (jobs: Job[]): void => {
    try {
      const results = together(jobs);
      jobs.forEach(({ resolve }, index) => resolve(results[index] as never)); // each of its own write
    } catch (error) {
      const [only, ...others] = jobs;
      if (others.length === 0) only?.reject(error);
      else for (const job of jobs) settle([job]);
    }
  };
  return {
    run: (write) =>
      new Promise((resolve, reject) => {
        if (waiting.push({ write, resolve, reject }) > 1) return;
        setImmediate(() => {
          const jobs = waiting;
          waiting = [];
          settle(jobs);
        });
      }),
  };
}
