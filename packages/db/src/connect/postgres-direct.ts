import type { DatabaseOptions, PostgresDatabase } from '../database.ts';
import { directUrlOf } from './postgres-url.ts';
import { openPostgres } from './postgres.ts';

/** Opens PostgreSQL past a pooler, and with all the time that a statement takes: to migrate, back up or restore. */
export async function openDirect(options: DatabaseOptions): Promise<PostgresDatabase> {
  const url = options.directUrl ?? directUrlOf(options.url);
  return openPostgres({ ...options, url, pool: { min: 0, max: 2 } }, { patient: true });
}
