import type { MigrationsOptions } from '@mikro-orm/core';
import type { Dialect } from '../database.ts';
import { migrations, type NamedMigration } from './list.ts';

/** The table in which the migrations that have run are noted. */
export const journal = 'typedo_migrations';

/** How MikroORM runs our migrations: those of the list, all of them in the one transaction that the runner opens. */
export function migrationOptions(
  dialect: Dialect,
  list: readonly NamedMigration[] = migrations[dialect],
): MigrationsOptions {
  return {
    tableName: journal,
    migrationsList: [...list],
    // On SQLite the runner's transaction is the connection's own; MikroORM need not know of it.
    transactional: dialect === 'postgresql',
    allOrNothing: dialect === 'postgresql',
    snapshot: false, // the difference is taken from a migrated database, never from a file
    silent: true,
    // The pragma that this adds does nothing inside a transaction; the runner takes care of foreign keys before it.
    disableForeignKeys: false,
  };
}
