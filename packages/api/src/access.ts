import type { Scope } from '@typedo/contract';
import { refused } from '@typedo/db/store';
import type { Caller } from './caller.ts';

/** Who may call a procedure. */
export interface Access {
  readonly may: (caller: Caller) => boolean;
  /** The scope that who may not is told to be missing; null when no key can have it. */
  readonly scope: Scope | null;
}

/** Lets a caller through who may call, and gives that caller. Throws UNAUTHENTICATED for nobody, SCOPE_MISSING for anybody else. */
export function admit(principal: Caller | null, { may, scope }: Access): Caller {
  if (!principal) throw refused('UNAUTHENTICATED', {});
  if (!may(principal)) throw refused('SCOPE_MISSING', { scope });
  return principal;
}

/** For who has a scope; a session has them all. */
export function withScope(scope: Scope): Access {
  return { may: ({ scopes }) => scopes.includes(scope), scope };
}

/** For a signed-in person: an API key, whatever its scopes, must not reach the account. */
export const inPersonOnly: Access = { may: ({ kind }) => kind === 'session', scope: null };

/** For whoever is signed in, by a session or any key. */
export const anyone: Access = { may: () => true, scope: null };
