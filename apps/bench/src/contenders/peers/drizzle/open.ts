import type { Settings } from '../../program.ts';
import type { Data } from '../tasks.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/** Opens a database with Drizzle ORM. */
export function openDrizzle({ dialect, database }: Settings): Data {
  return dialect === 'sqlite' ? openSqlite(database) : openPostgres(database);
}
