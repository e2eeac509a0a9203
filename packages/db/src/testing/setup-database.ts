import { inject } from 'vitest';
import type {} from './global-setup.ts'; // which says what is injected
import { createOrm, type Database, type DatabaseOptions, type Dialect } from '../database.ts';
import { setupPlace } from './setup-place.ts';

/** An open database with the newest schema and no rows, and the URL to open it with again. */
export type TestDatabase = Database & { readonly url: string };

/** Opens a database of the test's own. Dispose of it with `await using`. */
export async function setupDatabase(
  dialect: Dialect,
  options: Omit<DatabaseOptions, 'url'> = {},
): Promise<TestDatabase> {
  const place = await setupPlace(dialect, { migrated: true });
  const database = await createOrm({ pool: { min: 0, max: 10 }, ...options, url: place.url });
  const dispose = async () => {
    await database.close();
    await place[Symbol.asyncDispose]();
  };
  return { ...database, url: place.url, [Symbol.asyncDispose]: dispose };
}

/** Where the tests' PostgreSQL logs, for `readStatements`; undefined for a server from outside. */
export function postgresLogFile(): string | undefined {
  return inject('postgres').logFile;
}
