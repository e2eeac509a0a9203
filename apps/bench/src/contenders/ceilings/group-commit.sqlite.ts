import type Sqlite from 'better-sqlite3';

/** Runs a write in one durable transaction with the others of a turn of the event loop; what it gives is answered after the commit. */
export type GroupCommit = <T>(write: () => T) => Promise<T>;

interface Job {
  write: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

/** Makes a group commit without savepoints: a transaction in which a write fails is rolled back, and its writes run again, each in one of its own. */
export function createGroupCommit(db: Sqlite.Database): GroupCommit {
  const [begin, commit] = [db.prepare('begin immediate'), db.prepare('commit')];
  let waiting: Job[] = [];
  const together = (jobs: Job[]): unknown[] => {
    begin.run();
    try {
      const results = jobs.map(({ write }) => write());
      commit.run();
      return results;
    } catch (error) {
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
  const flush = () => {
    const jobs = waiting;
    waiting = [];
    settle(jobs);
  };
  return (write) =>
    new Promise((resolve, reject) => {
      // At the end of the next turn, so that those who come in between go along.
      if (waiting.push({ write, resolve, reject }) === 1) setImmediate(() => setImmediate(flush));
    });
}
