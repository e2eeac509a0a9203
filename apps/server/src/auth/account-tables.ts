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

/** A session as it is stored, but for its token. */
export interface SessionRow {
  id: string;
  user_id: string;
  expires_at: Moment;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Moment;
  updated_at: Moment;
}

/** The columns of the library's tables that our own statements name. */
export interface AccountTables {
  users: { id: string; name: string; email: string; created_at: Moment };
  sessions: SessionRow;
  credentials: { user_id: string; provider_id: string; password: string | null };
  closings: { user_id: string };
  api_keys: KeyRow;
}

/** The accounts' tables, for statements of our own beside the library's. */
export function accountTables(database: Database): Kysely<AccountTables> {
  return database.kysely() as Kysely<AccountTables>; // its tables are not typed; these columns are the entities'
}

/** A moment of these tables as it is on the wire. */
export function timestampOf(time: Moment): string {
  return new Date(time).toISOString();
}
