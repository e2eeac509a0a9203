import type { Database } from '@typedo/db';
import type { Environment } from '../env.ts';
import { accountTables } from './account-tables.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** Says who may make an account. */
export interface SignUpRule {
  /** Runs a sign-up if the rule allows it; answers with a refusal in the library's shape otherwise. */
  enforce(signUp: () => Promise<Response>): Promise<Response>;
}

/** `first` lets one account be made, by whoever comes first, and none after it. */
export function createSignUpRule(mode: Environment['signUp'], database: Database): SignUpRule {
  const inTurn = oneAtATime();
  return {
    async enforce(signUp) {
      if (mode === 'open') return signUp();
      if (mode === 'closed') return closed();
      return inTurn('first', async () => ((await hasAccounts(database)) ? closed() : signUp()));
    },
  };
}

async function hasAccounts(database: Database): Promise<boolean> {
  return (await accountTables(database).selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

function closed(): Response {
  return Response.json(
    { code: 'SIGN_UP_CLOSED', message: 'No new accounts are made here. Ask whoever runs this server.' },
    { status: 403 },
  );
}
