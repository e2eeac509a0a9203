import type { Database } from '../database.ts';
import { createPostgresWakeUps, type WakeUpsOptions } from './wake-ups.postgres.ts';
import { createMemoryWakeUps, type WakeUps } from './wake-ups.ts';

/**
 * Makes the wake-ups that fit a database: over PostgreSQL they reach every server, a SQLite file has one server only. Dispose of them
 * before the database is closed.
 */
export function createWakeUps(database: Database, options: WakeUpsOptions = {}): WakeUps {
  return database.dialect === 'postgresql' ? createPostgresWakeUps(database, options) : createMemoryWakeUps();
}
