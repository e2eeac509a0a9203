import type { Database } from '../database.ts';
import { createMemoryWakeUps, type WakeUps } from './wake-ups.ts';

/** Makes the wake-ups that fit a database. */
export function createWakeUps(_database: Database): WakeUps {
  return createMemoryWakeUps();
}
