import type { Migration } from '@mikro-orm/migrations';
import type { Dialect } from '../database.ts';
import { First as FirstOnPostgres } from './postgresql/20261122160000-first.ts';
import { First as FirstOnSqlite } from './sqlite/20261122160000-first.ts';
import { Sync as SyncOnSqlite } from './sqlite/20261125180810-sync.ts';
import { Sync as SyncOnPostgres } from './postgresql/20261125180810-sync.ts';
import { Limits as LimitsOnSqlite } from './sqlite/20261125212000-limits.ts';
import { Limits as LimitsOnPostgres } from './postgresql/20261125212000-limits.ts';
import { Closing as ClosingOnSqlite } from './sqlite/20261125213000-closing.ts';
import { Closing as ClosingOnPostgres } from './postgresql/20261125213000-closing.ts';

/** A migration and the name under which it is noted. */
export interface NamedMigration {
  name: string;
  class: new (...dependencies: ConstructorParameters<typeof Migration>) => Migration;
}

export type Migrations = Readonly<Record<Dialect, readonly NamedMigration[]>>;

/** Every migration, the oldest first. They only go forward. */
export const migrations: Migrations = {
  sqlite: [
    { name: '20261122160000-first', class: FirstOnSqlite },
    { name: '20261125180810-sync', class: SyncOnSqlite },
    { name: '20261125212000-limits', class: LimitsOnSqlite },
    { name: '20261125213000-closing', class: ClosingOnSqlite },
  ],
  postgresql: [
    { name: '20261122160000-first', class: FirstOnPostgres },
    { name: '20261125180810-sync', class: SyncOnPostgres },
    { name: '20261125212000-limits', class: LimitsOnPostgres },
    { name: '20261125213000-closing', class: ClosingOnPostgres },
  ],
};
