import { limits } from '@typedo/contract';
import type { Database } from '@typedo/db';
import { sql } from 'kysely';
import { accountTables } from './account-tables.ts';
import type { Principals } from './principal.ts';

/** Sessions that one sign-in ends at most, so that an account that has very many does not make anybody wait. */
const atOnce = 500;

/**
 * Ends, behind a sign-in, those sessions of the account that have expired, and the oldest of those that are more than the contract lists. The one that
 * just began, named by its token, is kept whatever the clocks say. Rejects when the database is away.
 */
export type EndSurplus = (began: { userId: string; token: string }) => Promise<void>;

/** Makes the function that ends surplus sessions, at once on this server. `clock` gives milliseconds since 1970. */
export function createEndSurplus(dependencies: {
  database: Database;
  principals: Pick<Principals, 'forgetUser'>;
  clock: () => number;
}): EndSurplus {
  const { database, principals, clock } = dependencies;
  return async ({ userId, token }) => {
    const now = new Date(clock()).toISOString();
    const { numAffectedRows = 0n } = await sql`
      delete from sessions where user_id = ${userId} and id in (
        select id from (
          select id, expires_at, row_number() over (
            order by case when expires_at > ${now} then 0 else 1 end, created_at desc, id desc
          ) as place from sessions where user_id = ${userId} and token <> ${token}
        ) as others where place >= ${limits.sessions.max} or expires_at <= ${now} limit ${atOnce}
      )`.execute(accountTables(database));
    if (numAffectedRows > 0n) principals.forgetUser(userId);
  };
}
