import type { ChangePassword, SignIn, SignUp } from '@typedo/sdk';
import { HttpError, outageOf } from '../app/failure.ts';
import { isSignOutOwed, oweSignOut } from './owed-sign-out.ts';

/** Who is signed in. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** The server's account endpoints. Each rejects with an `HttpError` when refused; the session itself is a cookie that no script sees. */
export interface Auth {
  user(signal?: AbortSignal): Promise<User | null>;
  signIn(input: SignIn): Promise<User>;
  signUp(input: SignUp): Promise<User>;
  /** Changes the password, and ends all other sessions of the account. */
  changePassword(input: ChangePassword): Promise<void>;
  /**
   * Ends the session. Where the server does not answer, it is told `later`: before it is asked who is signed in, on whichever page of this
   * browser. Rejects when it refuses.
   */
  signOut(): Promise<'now' | 'later'>;
}

const timeout = 30_000; // milliseconds
/** Who signs out is not kept waiting: what the server was not told by then it is told later. In milliseconds. */
const patience = 5_000;

/** Speaks to the account endpoints at an origin. The library's own client would do the same in 11 kB. */
export function createAuth(origin: string): Auth {
  async function call(path: string, init: RequestInit): Promise<unknown> {
    const response = await fetch(new URL(`/api/auth${path}`, origin), {
      signal: AbortSignal.timeout(timeout),
      ...init,
    });
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refusalOf(response, body);
    return body;
  }
  const post = (path: string, body: object, init: RequestInit = {}) =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...init,
    });

  const signOut = () =>
    inTurn(async () => {
      await post('/sign-out', {}, { signal: AbortSignal.timeout(patience) });
      oweSignOut(false);
    });
  const begin = (path: string, input: object) => inTurn(async () => begun(await post(path, input)));

  return {
    user: async (signal) => {
      if (isSignOutOwed()) {
        try {
          await signOut();
        } catch (error) {
          if (outageOf(error)) throw error;
          return null; // the server does not want to be told: nobody is signed in as far as this page goes
        }
      }
      return userOf(await call('/get-session', signal ? { signal } : {}));
    },
    signIn: (input) => begin('/sign-in/email', input),
    signUp: (input) => begin('/sign-up/email', input),
    changePassword: async (input) => void (await post('/change-password', { ...input, revokeOtherSessions: true })),
    signOut: async () => {
      try {
        await signOut();
        return 'now';
      } catch (error) {
        if (outageOf(error) && oweSignOut(true)) return 'later';
        throw error;
      }
    },
  };
}

/** What sets or takes the cookie, one after the other in all tabs: a late answer must not take a session that has begun since. */
function inTurn<T>(call: () => Promise<T>): Promise<T> {
  // Browsers have no locks on plain HTTP, whatever the type says.
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request('typedo-session', call) : call();
}

/** A new session takes the old one's place: there is none left to be ended. */
function begun(body: unknown): User {
  const user = known(body);
  oweSignOut(false);
  return user;
}

function known(body: unknown): User {
  const user = userOf(body);
  if (!user) throw new HttpError(502, 'NO_USER');
  return user;
}

function userOf(body: unknown): User | null {
  const user = typeof body === 'object' && body !== null && 'user' in body ? body.user : null;
  const id = textOf(user, 'id');
  return id ? { id, name: textOf(user, 'name'), email: textOf(user, 'email') } : null;
}

function refusalOf({ status, headers }: Response, body: unknown): HttpError {
  // A proxy that limits says it in the header alone, perhaps as a date, which counts as unsaid.
  const seconds = Number(valueOf(body, 'retryAfter') ?? headers.get('retry-after'));
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
  return new HttpError(status, textOf(body, 'code'), { field: fieldOf(body), retryAfter });
}

/** The input that the first issue of a refusal is about. */
function fieldOf(body: unknown): string {
  return textOf(valueOf(valueOf(valueOf(body, 'issues'), '0'), 'path'), '0');
}

function textOf(value: unknown, key: string): string {
  const text = valueOf(value, key);
  return typeof text === 'string' ? text : '';
}

function valueOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  return (value as Record<string, unknown>)[key]; // just seen to be there
}
