import { defaultKeyHasher } from '@better-auth/api-key';
import { newId } from '@typedo/contract';
import type { Database } from '@typedo/db';

/** An account that a test needs quickly, with a key that may do everything. */
export interface QuickAccount {
  readonly userId: string;
  readonly apiKey: string;
}

/** Makes an account and its key as rows, without the cost of hashing a password: for tests that need very many. */
export async function addAccount(database: Pick<Database, 'kysely'>): Promise<QuickAccount> {
  const userId = newId();
  const apiKey = `tdo_${newId().replaceAll('-', '')}`;
  const at = new Date().toISOString();
  const since = { created_at: at, updated_at: at };
  const kysely = database.kysely();
  await kysely
    .insertInto('users')
    .values({ id: userId, name: 'Quick', email: `${userId}@example.com`, ...since })
    .execute();
  const permissions = JSON.stringify({ tasks: ['read', 'write'] });
  // `last_request` is now, so that using the key writes nothing.
  const key = { id: newId(), key: await defaultKeyHasher(apiKey), user_id: userId, permissions, last_request: at };
  await kysely
    .insertInto('api_keys')
    .values({ ...key, ...since })
    .execute();
  return { userId, apiKey };
}
