import type { Database, Dialect } from '@typedo/db';
import { APIError } from 'better-auth/api';
import { sql, type Kysely } from 'kysely';
import type { Environment } from '../env.ts';
import { accountTables, type AccountTables } from './account-tables.ts';
import type { BeforeUser } from './auth-database.ts';

/** Says who may make an account. */
export interface SignUpRule {
  /** Runs a sign-up if the rule allows it; answers with a refusal in the library's shape otherwise. */
  enforce(signUp: () => Promise<Response>): Promise<Response>;
}

const refusal = {
  code: 'SIGN_UP_CLOSED',
  message: 'No new accounts are made here. Ask whoever runs this server.',
};

/** Any number, the same for all servers. */
const advisoryLock = 7_316_533;

/** `first` lets one account be made, by whoever comes first, and none after it; {@link guardSignUp} makes that exact. */
export function createSignUpRule(mode: Environment['signUp'], database: Database): SignUpRule {
  return {
    async enforce(signUp) {
      const closed = mode === 'closed' || (mode === 'first' && (await hasAccounts(accountTables(database))));
      return closed ? Response.json(refusal, { status: 403 }) : signUp();
    },
  };
}

/**
 * What the transaction of a sign-up does before its account is stored, for `first`: looks once more whether there is one, under a lock that
 * all servers of the database share and that ends with the transaction. Undefined for the other modes.
 */
export function guardSignUp(mode: Environment['signUp'], dialect: Dialect): BeforeUser | undefined {
  if (mode !== 'first') return undefined;
  return async (transaction) => {
    // A SQLite file has one server, and this its only writer.
    if (dialect === 'postgresql') await sql`select pg_advisory_xact_lock(${advisoryLock})`.execute(transaction);
    const tables = transaction as Kysely<AccountTables>; // whose columns are the entities'
    if (await hasAccounts(tables)) throw new APIError('FORBIDDEN', refusal);
  };
}

/** One that was deleted counts no more, though its rows may not all be gone. */
async function hasAccounts(tables: Kysely<AccountTables>): Promise<boolean> {
  const closed = tables.selectFrom('closings').select('user_id');
  const found = await tables.selectFrom('users').select('id').where('id', 'not in', closed).limit(1).executeTakeFirst();
  return found !== undefined;
}
