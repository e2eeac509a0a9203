import { defaultKeyHasher } from '@better-auth/api-key';
import { scope } from '@typedo/contract';
import type { Caller } from '@typedo/api';
import { refused, whyFailed, type Database } from '@typedo/db';
import { accountTables } from './account-tables.ts';
import type { Log } from '../log.ts';
import type { Auth } from './auth.ts';
import { PrincipalCache, type Found } from './principal-cache.ts';
import { scopesOf } from './scopes.ts';

/** Milliseconds. How long a credential is believed without asking again, and how exact a key's last use is. */
const believe = { valid: 2_000, invalid: 500 };
const lastUseMs = 60_000;

const read = ['id', 'user_id', 'permissions', 'enabled', 'expires_at', 'last_request'] as const;

/** Finds out who calls. */
export interface Principals {
  /**
   * Who sent these headers, at once when that is known; null when they prove nobody. An `Authorization` header counts alone; `useCookie` says whether
   * the session cookie may count otherwise. Cookies that the answer has to set are appended to `answer`. `address` is where they came from, for
   * who is told of renewals; `requestId` is the request's, for the log of a lookup.
   *
   * @throws Refused, or rejects, with ORIGIN_REFUSED when there is a session cookie that may not count, with UNAVAILABLE when it cannot be found out.
   */
  resolve(
    headers: Pick<Headers, 'get'>,
    options: {
      useCookie: boolean;
      answer: Pick<Headers, 'append'>;
      address?: string | undefined;
      requestId?: string | undefined;
    },
  ): Caller | null | Promise<Caller | null>;
  /**
   * Forgets the session of these headers. To be called after whatever takes a right away, so that this server notices at once and not within
   * seconds.
   */
  forget(headers: Headers): void;
  /** Forgets all sessions and keys of one account, and nobody else's: somebody who ends one's own must not slow the others down. */
  forgetUser(userId: string): void;
}

/** Is told that a session was renewed, which happens once a day, of whose account and from where. Must not reject. */
export type OnRenewal = (from: { address: string; email: string }) => Promise<void>;

/** Finds callers in the database, remembering each for at most two seconds. */
export async function createPrincipals(dependencies: {
  auth: Auth;
  database: Database;
  clock: () => number;
  onRenewal: OnRenewal;
  log: Pick<Log, 'during'>;
}): Promise<Principals> {
  const { auth, database, clock, onRenewal, log } = dependencies;
  const cache = new PrincipalCache<Caller | null>({ limit: 10_000, clock });
  const noteUse = createNotes(database);
  const cookieName = (await auth.$context).authCookies.sessionToken.name;
  return {
    resolve(headers, { useCookie, answer, address, requestId }) {
      const noted = <T>(look: () => Promise<T>) => (requestId === undefined ? look() : log.during(requestId, look));
      const authorization = headers.get('authorization');
      if (authorization !== null) {
        const secret = /^bearer +(tdo_[A-Za-z0-9]{1,200}) *$/i.exec(authorization)?.[1];
        return secret === undefined
          ? null
          : cache.resolve(secret, () => noted(() => findKey({ database, noteUse }, secret, clock())));
      }
      const cookies = headers.get('cookie') ?? '';
      const session = valueOf(cookies, cookieName);
      if (session === undefined) return null;
      if (!useCookie) throw refused('ORIGIN_REFUSED', {});
      const renewed = async (email: string) => address !== undefined && onRenewal({ address, email });
      return cache.resolve(session, () => noted(() => findSession({ auth, renewed }, cookies, answer, clock())));
    },
    forget(headers) {
      const session = valueOf(headers.get('cookie') ?? '', cookieName);
      if (session !== undefined) cache.forget(session);
    },
    forgetUser(userId) {
      cache.forgetThose((caller) => caller?.userId === userId);
    },
  };
}

const nobody: Found<null> = { value: null, validMs: believe.invalid };

/**
 * Looks a key up by its hash. The library's own way writes two rows for each call and says "invalid" when the database is
 * away; this reads one row, and notes the use once a minute.
 */
async function findKey(
  { database, noteUse }: { database: Database; noteUse: NoteUse },
  secret: string,
  now: number,
): Promise<Found<Caller | null>> {
  const hash = await defaultKeyHasher(secret);
  try {
    const table = accountTables(database).selectFrom('api_keys');
    const key = await table.select(read).where('key', '=', hash).executeTakeFirst();
    if (!key?.enabled) return nobody;
    const left = key.expires_at === null ? Infinity : new Date(key.expires_at).getTime() - now;
    if (left <= 0) return nobody;
    if (key.last_request === null || new Date(key.last_request).getTime() < now - lastUseMs) noteUse(key.id, now);
    const { id: keyId, user_id: userId, permissions } = key;
    const value: Caller = { userId, kind: 'key', keyId, sessionId: null, scopes: scopesOf(permissions) };
    return { value, validMs: Math.min(believe.valid, left) };
  } catch (cause) {
    throw whyFailed(cause);
  }
}

/** Notes that a key was used, at a time in milliseconds. */
type NoteUse = (keyId: string, now: number) => void;

/**
 * Notes beside the calls, which must not wait for what is for people only: a restore keeps the table locked. One note of a key is on its way
 * at a time, so that they do not pile up meanwhile.
 */
function createNotes(database: Database): NoteUse {
  const underWay = new Set<string>();
  return (id, now) => {
    if (underWay.has(id)) return;
    underWay.add(id);
    const used = { last_request: new Date(now).toISOString() };
    const note = accountTables(database).updateTable('api_keys').set(used).where('id', '=', id);
    void note
      .execute()
      .catch(() => {}) // the next call notes it
      .finally(() => underWay.delete(id));
  };
}

/** Asks the library, which also renews a session that is used. */
async function findSession(
  { auth, renewed }: { auth: Auth; renewed: (email: string) => Promise<unknown> },
  cookies: string,
  answer: Pick<Headers, 'append'>,
  now: number,
): Promise<Found<Caller | null>> {
  const { headers, response } = await auth.api
    .getSession({ headers: new Headers({ cookie: cookies }), returnHeaders: true })
    .catch((cause: unknown) => {
      throw refused('UNAVAILABLE', { retryAfter: 1 }, { cause });
    });
  const renewal = headers.getSetCookie();
  for (const cookie of renewal) answer.append('set-cookie', cookie);
  if (!response) return nobody;
  if (renewal.length > 0) await renewed(response.user.email);
  const { id: sessionId, userId, expiresAt } = response.session;
  const left = expiresAt.getTime() - now;
  return {
    value: { userId, kind: 'session', keyId: null, sessionId, scopes: scope.options },
    validMs: Math.min(believe.valid, left),
  };
}

function valueOf(cookies: string, name: string): string | undefined {
  for (const pair of cookies.split(';')) {
    const at = pair.indexOf('=');
    if (at !== -1 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
