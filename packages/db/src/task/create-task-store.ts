import type { Database } from '../database.ts';
import { createPostgresStore } from './store.postgres.ts';
import { createSqliteStore } from './store.sqlite.ts';
import type { TaskStore } from './task-store.ts';

export interface TaskStoreOptions {
  /** How many tasks one account may have, the trash included; 1,000,000 by default. */
  quota?: number | undefined;
  /** Tells the time in milliseconds since 1970; the system's clock by default. */
  clock?: (() => number) | undefined;
  /** Hears, after the commit, whose tasks were changed: to wake who follows them. Must not throw, and nobody waits for it. */
  onWrite?: ((userId: string) => void) | undefined;
  /** Hears each time that something is done again because it collided or its connection broke. */
  onRetry?: (() => void) | undefined;
}

/** The options, complete. */
export type StoreSettings = Required<{ [K in keyof TaskStoreOptions]: NonNullable<TaskStoreOptions[K]> }>;

/** The store of tasks over an open database that has the newest schema. */
export function createTaskStore(
  database: Database,
  { quota = 1_000_000, clock = Date.now, onWrite = () => {}, onRetry = () => {} }: TaskStoreOptions = {},
): TaskStore {
  const settings = { quota, clock, onWrite, onRetry };
  return database.dialect === 'sqlite'
    ? createSqliteStore(database, settings)
    : createPostgresStore(database, settings);
}
