import type { Caller } from '@typedo/api';
import { newId, scope } from '@typedo/contract';
import { dialects, setupDatabase, type TestDatabase } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { createFindRevoked, credentialOf } from './revocations.ts';

const now = Date.parse('2026-11-25T12:00:00.000Z');
const at = (ms: number) => new Date(now + ms).toISOString();

async function addUser(database: TestDatabase): Promise<string> {
  const id = newId();
  const user = { id, name: 'Ada', email: `${id}@example.com`, created_at: at(0), updated_at: at(0) };
  await database.kysely().insertInto('users').values(user).execute();
  return id;
}

async function addSessions(database: TestDatabase, userId: string, expiresAt: string[]): Promise<Caller[]> {
  const rows = expiresAt.map((expires_at) => {
    const id = newId();
    return { id, token: id, user_id: userId, expires_at, created_at: at(0), updated_at: at(0) };
  });
  await database.kysely().insertInto('sessions').values(rows).execute();
  return rows.map(({ id }) => ({ userId, kind: 'session', keyId: null, sessionId: id, scopes: scope.options }));
}

async function addKeys(database: TestDatabase, userId: string, given: object[]): Promise<Caller[]> {
  const enabled = switchOf(database, true);
  const rows = given.map((values) => {
    const id = newId();
    const permissions = '{"tasks":["read"]}';
    return { id, key: id, user_id: userId, permissions, enabled, created_at: at(0), updated_at: at(0), ...values };
  });
  await database.kysely().insertInto('api_keys').values(rows).execute();
  return rows.map(({ id }) => ({ userId, kind: 'key', keyId: id, sessionId: null, scopes: ['tasks:read'] }));
}

function switchOf({ dialect }: TestDatabase, on: boolean): boolean | number {
  return dialect === 'sqlite' ? Number(on) : on;
}

for (const dialect of dialects) {
  describe(`callers on ${dialect}`, () => {
    test('that may follow no longer are found, each with its reason, among any number', async () => {
      await using database = await setupDatabase(dialect);
      const userId = await addUser(database);
      const [good, over] = [at(1), at(0)];
      const sessions = await addSessions(database, userId, [
        ...Array.from({ length: 600 }, () => good),
        over,
        ...Array.from({ length: 600 }, () => good),
      ]);
      const keys = await addKeys(database, userId, [
        {},
        { expires_at: good },
        { expires_at: over },
        { enabled: switchOf(database, false) },
        { permissions: null },
        { permissions: '{"tasks":["write"]}', expires_at: good },
      ]);
      const gone: Caller = { ...keys[0]!, keyId: 'gone' };
      // An id proves nothing for the other kind.
      const mistaken: Caller = { ...sessions[0]!, sessionId: keys[0]!.keyId };
      const find = createFindRevoked(database, () => now);
      const revoked = await find([...sessions, ...keys, ...keys, gone, mistaken]);
      expect([...revoked].map(([credential, { refusal }]) => [credential, refusal.reason]).toSorted()).toEqual(
        [
          [credentialOf(sessions[600]!), 'UNAUTHENTICATED'],
          [credentialOf(keys[2]!), 'UNAUTHENTICATED'],
          [credentialOf(keys[3]!), 'UNAUTHENTICATED'],
          [credentialOf(gone), 'UNAUTHENTICATED'],
          [credentialOf(mistaken), 'UNAUTHENTICATED'],
          [credentialOf(keys[4]!), 'SCOPE_MISSING'],
          [credentialOf(keys[5]!), 'SCOPE_MISSING'],
        ].toSorted(),
      );
    });
  });
}
