import type { Principal } from '@typedo/db/store';

/** A principal as the door found it, with what proved it. */
export interface Caller extends Principal {
  /** The id of the session; null for an API key. */
  readonly sessionId: string | null;
}
