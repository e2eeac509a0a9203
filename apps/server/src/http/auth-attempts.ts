import type { Attempt, Attempts } from '../auth/attempts.ts';
import type { Principals } from '../auth/principal.ts';
import type { Who } from './auth-answers.ts';

/** A request to an endpoint of accounts, its body checked. */
interface AuthRequest {
  endpoint: string;
  address: string;
  body: unknown;
  headers: Headers;
}

/**
 * Counts what is guarded: a sign-in, a sign-up, and the current password that a new one needs. Undefined for what does not end as an attempt. Throws
 * Refused as {@link Attempts} do.
 */
export async function countAttempt(
  { attempts, principals }: { attempts: Attempts; principals: Pick<Principals, 'resolve'> },
  { endpoint, address, body, headers }: AuthRequest,
): Promise<Attempt | undefined> {
  switch (endpoint) {
    case 'POST /sign-in/email':
      return attempts.signIn({ address, email: (body as { email: string }).email }); // the endpoint's schema has checked it
    case 'POST /sign-up/email':
      await attempts.signUp(address);
      return undefined;
    case 'POST /change-password': {
      // By the cookie alone, as the library does: an API key beside it may be somebody else's.
      const cookie = new Headers({ cookie: headers.get('cookie') ?? '' });
      const caller = await principals.resolve(cookie, { useCookie: true, answer: new Headers(), address });
      return caller ? attempts.password(caller.userId) : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Marks the address of a request as one of the account's own, if its answer says that the account was made, got a new password, or had its
 * session renewed. A sign-in marks it by itself.
 */
export async function markUse(
  attempts: Pick<Attempts, 'used'>,
  { endpoint, address, answer, who }: Pick<AuthRequest, 'endpoint' | 'address'> & { answer: Headers; who: Who },
): Promise<void> {
  const isRenewal = endpoint === 'GET /get-session' && answer.has('set-cookie'); // once a day
  if (!isRenewal && endpoint !== 'POST /sign-up/email' && endpoint !== 'POST /change-password') return;
  await attempts.used({ address, email: who.email });
}
