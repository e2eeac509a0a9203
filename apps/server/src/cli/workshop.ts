import type { Accounts } from '@typedo/api';
import type { SignUp } from '@typedo/contract';
import { createOrm, deleteAccount, migrate, type Database } from '@typedo/db';
import { accountTables } from '../auth/account-tables.ts';
import { createKeys } from '../auth/keys.ts';
import { createAuth } from '../auth/auth.ts';
import type { Environment } from '../env.ts';
import type { Log } from '../log.ts';
import { keepSecret } from '../secret.ts';
import { say } from './say.ts';

/** What an operator's commands work with, beside a server or without one. */
export interface Workshop extends AsyncDisposable {
  readonly keys: Accounts['keys'];
  findUser(email: string): Promise<{ id: string } | undefined>;
  createUser(input: SignUp): Promise<void>;
  /** Replaces the password, or gives one to an account that has none, and ends the account's sessions. */
  setPassword(userId: string, password: string): Promise<void>;
  /** Deletes the account with all that it owns, however long that takes. */
  deleteUser(userId: string): Promise<void>;
}

const waitMs = 10_000;

/** Opens the server's own database, setting it up if it is empty. */
export async function openWorkshop(environment: Environment): Promise<Workshop> {
  const database = await openDatabase(environment.database);
  const secret = environment.authSecret ?? keepSecret(environment.dataDir);
  const auth = createAuth({ database, environment, secret, log: { error: sayWhy } });
  const { internalAdapter, password: hasher } = await auth.$context;

  const giveCredential = (userId: string, hash: string) =>
    internalAdapter.createAccount({ userId, accountId: userId, providerId: 'credential', password: hash });

  return {
    keys: createKeys({ auth, database, principals: { forgetUser: () => {} } }),
    findUser: (email) =>
      accountTables(database).selectFrom('users').select('id').where('email', '=', email).executeTakeFirst(),
    async createUser({ email, name, password }) {
      const hash = await hasher.hash(password);
      const { id } = await internalAdapter.createUser({ email, name, emailVerified: false }, { method: 'admin' });
      await giveCredential(id, hash);
    },
    async setPassword(userId, password) {
      const hash = await hasher.hash(password);
      const credential = await internalAdapter.findCredentialAccount(userId);
      await (credential ? internalAdapter.updatePassword(userId, hash) : giveCredential(userId, hash));
      await internalAdapter.deleteUserSessions(userId);
    },
    deleteUser: (userId) => deleteAccount(database, { userId }, Date.now()),
    [Symbol.asyncDispose]: () => database.close(),
  };
}

/** Opens the database alone, setting it up if it is empty. */
export async function openDatabase(database: Environment['database']): Promise<Database> {
  const connection = { ...database, pool: { min: 0, max: 2 }, onWait: say, waitMs };
  await migrate({ ...connection, log: say });
  return createOrm(connection);
}

const sayWhy: Log['error'] = (line, cause) => say(cause instanceof Error ? `${line}: ${cause.message}` : line);
