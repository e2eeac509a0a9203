import type { Accounts } from '@typedo/api';
import { limits, type ApiKey } from '@typedo/contract';
import { refused, type Database } from '@typedo/db';
import { accountTables, timestampOf, type KeyRow } from './account-tables.ts';
import type { Auth } from './auth.ts';
import { explained } from './explained.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Principals } from './principal.ts';
import { permissionsOf, scopesOf } from './scopes.ts';

const shown = ['id', 'name', 'start', 'permissions', 'created_at', 'expires_at', 'last_request'] as const;

const day = 24 * 60 * 60; // seconds

/** The API keys of accounts, which the library makes and we look after. */
export function createKeys(dependencies: {
  auth: Auth;
  database: Database;
  principals: Pick<Principals, 'forgetUser'>;
}): Accounts['keys'] {
  const { auth, database, principals } = dependencies;
  const inTurn = oneAtATime();

  const own = (userId: string) =>
    accountTables(database).selectFrom('api_keys').select(shown).where('user_id', '=', userId);

  return {
    // In turn for each account, so that calls side by side cannot pass the limit together.
    create: ({ userId }, { name, scopes, expiresInDays }) =>
      inTurn(userId, () =>
        explained(async () => {
          const keys = await own(userId).execute();
          if (keys.length >= limits.keys.max) throw refused('KEY_LIMIT_REACHED', { limit: limits.keys.max });
          const { key, id } = await auth.api.createApiKey({
            body: {
              userId,
              name,
              permissions: permissionsOf(scopes),
              ...(expiresInDays ? { expiresIn: expiresInDays * day } : {}),
            },
          });
          const row = await own(userId).where('id', '=', id).executeTakeFirstOrThrow();
          return { ...toKey(row), secret: key };
        }),
      ),

    list: ({ userId }) =>
      explained(async () => {
        const rows = await own(userId).orderBy('created_at', 'desc').orderBy('id', 'desc').execute();
        return rows.map(toKey);
      }),

    revoke: ({ userId }, { id }) =>
      explained(async () => {
        const { numDeletedRows } = await accountTables(database)
          .deleteFrom('api_keys')
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows === 0n) throw refused('KEY_NOT_FOUND', {});
        principals.forgetUser(userId);
        return { id };
      }),
  };
}

function toKey(row: Pick<KeyRow, (typeof shown)[number]>): ApiKey {
  return {
    id: row.id,
    name: row.name ?? '',
    start: row.start ?? '',
    scopes: scopesOf(row.permissions),
    createdAt: timestampOf(row.created_at),
    expiresAt: row.expires_at === null ? null : timestampOf(row.expires_at),
    lastUsedAt: row.last_request === null ? null : timestampOf(row.last_request),
  };
}
