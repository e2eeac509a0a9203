import { apiKey } from '@better-auth/api-key';
import { limits } from '@typedo/contract';
import type { Database } from '@typedo/db';
import { betterAuth, type Auth as AuthOf, type BetterAuthOptions } from 'better-auth';
import type { Environment } from '../env.ts';
import type { Log } from '../log.ts';
import { masked } from '../log/masked.ts';
import { authDatabase, type BeforeUser } from './auth-database.ts';
import type { Passwords } from './passwords.ts';
import { apiKeySchema, tables } from './tables.ts';

/** The header in which our own code tells the library where a request came from; one that a client sends is replaced. */
export const addressHeader = 'x-typedo-address';

/** What accounts are made from. */
export interface AuthDependencies {
  database: Database;
  environment: Pick<Environment, 'publicUrl'>;
  secret: string;
  log: Pick<Log, 'error'>;
  /** May refuse an account in the transaction that makes it. */
  beforeUser?: BeforeUser | undefined;
  /** How passwords are hashed, if not as the library does: by scrypt, which is slow on purpose. */
  passwords?: Passwords | undefined;
}

type AuthOptions = BetterAuthOptions & { plugins: [ReturnType<typeof apiKey>] };

/** The accounts' library as Typedo uses it: e-mail and password, sessions in the database, API keys. */
export type Auth = AuthOf<AuthOptions>;

/** Makes the accounts' library. It opens no connection before it is asked something, and reports to nobody. */
export function createAuth(dependencies: AuthDependencies): Auth {
  return betterAuth<AuthOptions>(authOptions(dependencies));
}

/** The library's options; a test compares the tables that they need with ours. */
export function authOptions({
  database,
  environment,
  secret,
  log,
  beforeUser,
  passwords,
}: AuthDependencies): AuthOptions {
  const { publicUrl } = environment;
  const secure = publicUrl.protocol === 'https:';
  return {
    appName: 'Typedo',
    baseURL: publicUrl.origin,
    basePath: '/api/auth',
    secret,
    database: {
      db: authDatabase(database, beforeUser),
      type: database.dialect === 'sqlite' ? 'sqlite' : 'postgres',
      transaction: true,
    },
    ...tables,
    emailAndPassword: {
      enabled: true,
      // The contract counts code points, the library UTF-16 units: its own limits only must not be tighter.
      minPasswordLength: limits.password.min,
      maxPasswordLength: limits.password.max * 2,
      ...(passwords && { password: passwords }),
    },
    // Every request asks the database for its session: a cached copy in a cookie would outlive a revocation.
    session: { ...tables.session, cookieCache: { enabled: false } },
    trustedOrigins: [publicUrl.origin],
    rateLimit: { enabled: false }, // attempts.ts counts, for all servers together
    advanced: {
      cookiePrefix: cookiePrefix(publicUrl),
      useSecureCookies: false,
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 128 }, // a session shows the whole address
      disableOriginCheck: false, // which the library does by itself while tests run
      database: {
        validateSchema: false, // our own migrations run before, and a test compares
        joins: true, // its own second statement, instead, would print the database's errors past the log
      },
    },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      // Some of its lines are an error instead of words, and some objects behind them hold what was sent.
      log: (_level, words: unknown, about: unknown) => {
        const cause = [words, about].find((part) => part instanceof Error);
        log.error(`Accounts: ${typeof words === 'string' ? masked(words) : 'an error'}`, cause);
      },
    },
    onAPIError: { throw: true }, // what is not an answer reaches the door, which logs and masks it
    plugins: [
      apiKey({
        defaultPrefix: 'tdo_',
        startingCharactersConfig: { charactersLength: 'tdo_'.length + 6 },
        minimumNameLength: limits.keyName.min,
        maximumNameLength: limits.keyName.max * 2,
        keyExpiration: { defaultExpiresIn: null, minExpiresIn: limits.keyDays.min, maxExpiresIn: limits.keyDays.max },
        rateLimit: { enabled: false }, // the library's default is ten calls a day
        schema: apiKeySchema,
      }),
    ],
  };
}

/** The name of the cookie that has a session's token. */
export function sessionCookie(publicUrl: URL): string {
  return `${cookiePrefix(publicUrl)}.session_token`;
}

/** `__Host-` pins a cookie to this very host, but exists with https only. The library's own prefix would be a weaker one. */
function cookiePrefix({ protocol }: URL): string {
  return protocol === 'https:' ? '__Host-typedo' : 'typedo';
}
