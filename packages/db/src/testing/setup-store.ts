import { newId } from '@typedo/contract';
import type { Dialect } from '../database.ts';
import type { Principal } from '../principal.ts';
import { createTaskStore } from '../task/create-task-store.ts';
import type { TaskStore } from '../task/task-store.ts';
import { setupDatabase, type TestDatabase } from './setup-database.ts';

/** A store over a database of the test's own. */
export interface TestStore extends AsyncDisposable {
  database: TestDatabase;
  store: TaskStore;
  /** Makes an account and signs it in. */
  principal: () => Promise<Principal>;
  /** The store's clock, in milliseconds; it stands still until the test moves it. */
  clock: { now: number };
}

export async function setupStore(dialect: Dialect, { quota }: { quota?: number } = {}): Promise<TestStore> {
  const database = await setupDatabase(dialect);
  const clock = { now: Date.now() };
  return {
    database,
    clock,
    store: createTaskStore(database, { quota, clock: () => clock.now }),
    principal: () => addPrincipal(database),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

async function addPrincipal(database: TestDatabase): Promise<Principal> {
  const userId = newId();
  const at = new Date().toISOString();
  const user = { id: userId, name: 'Ada', email: `${userId}@example.com`, created_at: at, updated_at: at };
  await database.kysely().insertInto('users').values(user).execute();
  return { userId, kind: 'session', keyId: null, scopes: ['tasks:read', 'tasks:write'] };
}
