import type { Scope } from '@typedo/contract';

/** Who calls. Only the door that resolves a session or an API key makes one; it never comes from input. */
export interface Principal {
  /** The account that owns what is read and written. */
  readonly userId: string;
  /** How the caller was proven. */
  readonly kind: 'session' | 'key';
  /** The id of the API key; null for a session. */
  readonly keyId: string | null;
  /** What the caller may do; a session has every scope. */
  readonly scopes: readonly Scope[];
}
