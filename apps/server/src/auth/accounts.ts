import type { Accounts } from '@typedo/api';
import { refused, type Closer, type Database } from '@typedo/db';
import { accountTables, timestampOf } from './account-tables.ts';
import type { Auth } from './auth.ts';
import { explained } from './explained.ts';
import { createKeys } from './keys.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Principals } from './principal.ts';
import { createSessions } from './sessions.ts';

/** What accounts are made from. `clock` gives milliseconds since 1970. */
export interface AccountsDependencies {
  auth: Auth;
  database: Database;
  principals: Pick<Principals, 'forgetUser'>;
  closer: Pick<Closer, 'close' | 'erased'>;
  clock: () => number;
}

/** Implements what the API needs of accounts with the accounts' library and its tables. */
export function createAccounts(dependencies: AccountsDependencies): Accounts {
  const { auth, database, principals, closer } = dependencies;
  const inTurn = oneAtATime();
  const keys = createKeys(dependencies);
  const sessions = createSessions(dependencies);

  return {
    keys,
    sessions,

    describe: (caller) =>
      explained(async () => {
        const shown = ['id', 'name', 'email', 'created_at'] as const;
        const query = accountTables(database).selectFrom('users').select(shown).where('id', '=', caller.userId);
        const user = await query.executeTakeFirst();
        if (!user) throw refused('UNAUTHENTICATED', {}); // it was just deleted
        const { id, name, email, created_at: createdAt } = user;
        const own = { keys: await keys.list(caller), sessions: await sessions.list(caller) };
        return { id, name, email, createdAt: timestampOf(createdAt), ...own };
      }),

    // In turn, since each try costs the time of a hash.
    delete: ({ userId }, { password }) =>
      inTurn(userId, async () => {
        const hash = await explained(() => passwordHash(database, userId));
        const { password: hasher } = await auth.$context;
        if (!hash || !(await hasher.verify({ hash, password }))) throw refused('WRONG_PASSWORD', {});
        await closer.close({ userId });
        principals.forgetUser(userId);
        await closer.erased({ userId });
        return { id: userId };
      }),
  };
}

async function passwordHash(database: Database, userId: string): Promise<string | null> {
  const credential = await accountTables(database)
    .selectFrom('credentials')
    .select('password')
    .where('user_id', '=', userId)
    .where('provider_id', '=', 'credential')
    .executeTakeFirst();
  return credential?.password ?? null;
}
