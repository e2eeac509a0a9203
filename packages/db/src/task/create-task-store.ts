import type { Database } from '../database.ts';
import { createPostgresStore } from './store.postgres.ts';
import { createSqliteStore } from './store.sqlite.ts';
import type { TaskStore } from './task-store.ts';

export interface TaskStoreOptions {
  /** How many tasks one account may have, the trash included; 1,000,000 by default. */
  quota?: number | undefined;
  /** Tells the time in milliseconds since 1970; the system's clock by default. */
  clock?: (() => number) | undefined;
}

/** The store of tasks over an open database that has the newest schema. */
export function createTaskStore(
  database: Database,
  { quota = 1_000_000, clock = Date.now }: TaskStoreOptions = {},
): TaskStore {
  return database.dialect === 'sqlite'
    ? createSqliteStore(database, quota, clock)
    : createPostgresStore(database, quota, clock);
}
