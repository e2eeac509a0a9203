import type { Scope } from '@typedo/contract';
import { refused } from '@typedo/db/store';
import type { Caller } from './caller.ts';

/** Who may call a procedure. */
export interface Access {
  readonly may: (caller: Caller) => boolean;
  readonly needs: Needs;
}

/** What a caller must have: an API key's scope (a session has them all), a session itself, or only some credential. */
export type Needs = { readonly scope: Scope } | 'a session' | 'a session or any key';

/** Lets a caller through who may call, and gives that caller. Throws UNAUTHENTICATED for nobody, SCOPE_MISSING for anybody else. */
export function admit(principal: Caller | null, { may, needs }: Access): Caller {
  if (!principal) throw refused('UNAUTHENTICATED', {});
  // The scope is null where no key can have what is missing.
  if (!may(principal)) throw refused('SCOPE_MISSING', { scope: typeof needs === 'string' ? null : needs.scope });
  return principal;
}

/** For who has a scope; a session has them all. */
export function withScope(scope: Scope): Access {
  return { may: ({ scopes }) => scopes.includes(scope), needs: { scope } };
}

/** For a signed-in person: an API key, whatever its scopes, must not reach the account. */
export const inPersonOnly: Access = { may: ({ kind }) => kind === 'session', needs: 'a session' };

/** For whoever is signed in, by a session or any key. */
export const anyone: Access = { may: () => true, needs: 'a session or any key' };
