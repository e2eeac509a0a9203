export { accountEntities } from './account/index.ts';
export {
  createOrm,
  type Database,
  type DatabaseOptions,
  type Dialect,
  type PostgresDatabase,
  type SqliteDatabase,
} from './database.ts';
export { createCloser, type Closer } from './closing/closer.ts';
export { makePrivateFolder } from './connect/private-folder.ts';
export { deleteAccount } from './closing/delete-account.ts';
export { DatabaseError } from './database-error.ts';
export { entities } from './entities.ts';
export { whyFailed } from './failure.ts';
export { migrate, type MigrateOptions } from './migrations/migrate.ts';
export { purgeAll } from './purge/purge-all.ts';
export { createPurger } from './purge/purger.ts';
export * from './store.ts';
export { createTaskStore, type TaskStoreOptions } from './task/create-task-store.ts';
export { createWakeUps } from './wake/create-wake-ups.ts';
