import type { Accounts } from '@typedo/api';
import { limits, type Session } from '@typedo/contract';
import { refused, type Database } from '@typedo/db';
import { sql } from 'kysely';
import { accountTables, timestampOf, type SessionRow } from './account-tables.ts';
import { explained } from './explained.ts';
import type { Principals } from './principal.ts';

/** Never the token, which proves the person. */
const shown = ['id', 'created_at', 'updated_at', 'expires_at', 'ip_address', 'user_agent'] as const;

/** The sessions of accounts, as their persons see and end them. `clock` gives milliseconds since 1970. */
export function createSessions(dependencies: {
  database: Database;
  principals: Pick<Principals, 'forgetUser'>;
  clock: () => number;
}): Accounts['sessions'] {
  const { database, principals, clock } = dependencies;

  const deleteOf = (userId: string) => accountTables(database).deleteFrom('sessions').where('user_id', '=', userId);

  return {
    list: ({ userId, sessionId }) =>
      explained(async () => {
        const rows = await accountTables(database)
          .selectFrom('sessions')
          .select(shown)
          .where('user_id', '=', userId)
          .where('expires_at', '>', new Date(clock()).toISOString())
          // The caller's own is shown however many are newer.
          .orderBy(sql`case when id = ${sessionId} then 0 else 1 end`)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limits.sessions.max)
          .execute();
        const sessions = rows.map((row) => toSession(row, sessionId));
        return sessions.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
      }),

    end: ({ userId }, { id }) =>
      explained(async () => {
        const { numDeletedRows } = await deleteOf(userId).where('id', '=', id).executeTakeFirst();
        if (numDeletedRows === 0n) throw refused('SESSION_NOT_FOUND', {});
        principals.forgetUser(userId);
        return { id };
      }),

    endOthers: ({ userId, sessionId }) =>
      explained(async () => {
        const { numDeletedRows } = await deleteOf(userId)
          .where('id', '!=', sessionId ?? '') // a key, which has none, is not let in
          .executeTakeFirst();
        if (numDeletedRows > 0n) principals.forgetUser(userId);
        return { ended: Number(numDeletedRows) };
      }),
  };
}

function toSession(row: Pick<SessionRow, (typeof shown)[number]>, current: string | null): Session {
  return {
    id: row.id,
    createdAt: timestampOf(row.created_at),
    lastUsedAt: timestampOf(row.updated_at), // the library renews a session that is used once a day
    expiresAt: timestampOf(row.expires_at),
    address: row.ip_address || null,
    userAgent: row.user_agent ? shorten(row.user_agent) : null,
    current: row.id === current,
  };
}

/** A header can be much longer than anybody reads. */
function shorten(text: string): string {
  return [...text.slice(0, limits.userAgent.max * 2).toWellFormed()].slice(0, limits.userAgent.max).join('');
}
