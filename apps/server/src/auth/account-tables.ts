import type { Database } from '@typedo/db';
import type { Kysely } from 'kysely';

/** A moment as the drivers give it: ISO text on SQLite, PostgreSQL's own text on PostgreSQL. `new Date` reads both. */
type Moment = string;

/** An API key as it is stored. */
export interface KeyRow {
  id: string;
  user_id: string;
  name: string | null;
  start: string | null;
  key: string;
  permissions: string | null;
  enabled: boolean | number | null;
  created_at: Moment;
  expires_at: Moment | null;
  last_request: Moment | null;
}

/** The columns of the library's tables that our own statements name. */
interface AccountTables {
  users: { id: string; email: string };
  sessions: { id: string; expires_at: Moment };
  api_keys: KeyRow;
}

/** The accounts' tables, for statements of our own beside the library's. */
export function accountTables(database: Database): Kysely<AccountTables> {
  return database.kysely() as Kysely<AccountTables>; // its tables are not typed; these columns are the entities'
}
