import type { Database } from '@typedo/db';
import { accountTables } from './account-tables.ts';
import type { Principals } from './principal.ts';

/**
 * Ends the session whose cookie these headers hold, if there is one. To be called when its browser has got another, whoever's that is: nobody
 * has the cookie of the old one any more, except who copied it. Rejects when the database is away.
 */
export type EndReplaced = (headers: Headers) => Promise<void>;

/** Makes the function that ends replaced sessions, at once on this server. */
export function createEndReplaced(dependencies: { database: Database; principals: Principals }): EndReplaced {
  const { database, principals } = dependencies;
  return async (headers) => {
    const cookie = new Headers({ cookie: headers.get('cookie') ?? '' });
    const caller = await principals.resolve(cookie, { useCookie: true, answer: new Headers() });
    if (!caller?.sessionId) return;
    await accountTables(database).deleteFrom('sessions').where('id', '=', caller.sessionId).execute();
    principals.forget(cookie);
  };
}
