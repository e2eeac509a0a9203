import type { Database } from '@typedo/db';
import { accountTables } from './account-tables.ts';

/**
 * Replaces the answer to a sign-up whose account could not be stored: by 422 and a word that says so when the address is taken, by an empty 503
 * otherwise. Rejects when the database does not answer.
 */
export type ExplainSignUp = (answer: Response, email: string) => Promise<Response>;

const taken = {
  code: 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
  message: 'User already exists. Use another email.',
};

/**
 * Makes the function that tells an address that somebody else took at the same moment from a database that failed: the library answers both
 * alike, as a mistake of the caller. It has logged the cause.
 */
export function createExplainSignUp(database: Database): ExplainSignUp {
  return async (answer, email) => {
    if (answer.status !== 422) return answer;
    const { code } = (await answer.clone().json()) as { code?: unknown }; // the library's refusals are objects
    if (code !== 'FAILED_TO_CREATE_USER') return answer;
    const stored = email.toLowerCase(); // as the library keeps it
    const found = await accountTables(database)
      .selectFrom('users')
      .select('id')
      .where('email', '=', stored)
      .executeTakeFirst();
    return found ? Response.json(taken, { status: 422 }) : new Response(null, { status: 503 });
  };
}
