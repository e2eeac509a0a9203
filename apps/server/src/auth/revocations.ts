import type { Caller } from '@typedo/api';
import { refused, type Database, type Refused } from '@typedo/db';
import { accountTables } from './account-tables.ts';
import { scopesOf } from './scopes.ts';

/** Ids in one statement: PostgreSQL and SQLite bind a limited number of values. */
const chunkSize = 500;

/** Finds which callers may no longer follow their tasks, and why: by {@link credentialOf}, only those that may not. */
export type FindRevoked = (callers: Iterable<Caller>) => Promise<ReadonlyMap<string, Refused>>;

/** Names what proved a caller. Many callers may share it. */
export function credentialOf({ kind, keyId, sessionId }: Pick<Caller, 'kind' | 'keyId' | 'sessionId'>): string {
  return `${kind} ${keyId ?? sessionId ?? ''}`;
}

/**
 * Makes the function that asks the database about callers: one statement for keys and one for sessions, whatever the number of streams.
 * `clock` gives milliseconds since 1970. It rejects when the database does not answer.
 */
export function createFindRevoked(database: Database, clock: () => number): FindRevoked {
  return async (callers) => {
    const asked = new Map([...callers].map((caller) => [credentialOf(caller), caller]));
    const keys = [...asked.values()].flatMap(({ keyId }) => keyId ?? []);
    const sessions = [...asked.values()].flatMap(({ sessionId }) => sessionId ?? []);
    const revoked = new Map([...asked.keys()].map((credential) => [credential, refused('UNAUTHENTICATED', {})]));
    const now = clock();
    for (const ids of chunksOf(keys)) {
      for (const { id, enabled, expires_at, permissions } of await readKeys(database, ids)) {
        const credential = credentialOf({ kind: 'key', keyId: id, sessionId: null });
        if (!enabled || (expires_at !== null && new Date(expires_at).getTime() <= now)) continue;
        if (scopesOf(permissions).includes('tasks:read')) revoked.delete(credential);
        else revoked.set(credential, refused('SCOPE_MISSING', { scope: 'tasks:read' }));
      }
    }
    for (const ids of chunksOf(sessions)) {
      for (const { id, expires_at } of await readSessions(database, ids)) {
        const credential = credentialOf({ kind: 'session', keyId: null, sessionId: id });
        if (new Date(expires_at).getTime() > now) revoked.delete(credential);
      }
    }
    return revoked;
  };
}

function readKeys(database: Database, ids: string[]) {
  const read = ['id', 'enabled', 'expires_at', 'permissions'] as const;
  return accountTables(database).selectFrom('api_keys').select(read).where('id', 'in', ids).execute();
}

function readSessions(database: Database, ids: string[]) {
  return accountTables(database).selectFrom('sessions').select(['id', 'expires_at']).where('id', 'in', ids).execute();
}

function* chunksOf(ids: string[]): Generator<string[]> {
  for (let start = 0; start < ids.length; start += chunkSize) yield ids.slice(start, start + chunkSize);
}
