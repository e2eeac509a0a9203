import type {
  ApiKey,
  CreatedKey,
  CreateKey,
  DeleteAccount,
  DeletedAccount,
  EndedSession,
  EndedSessions,
  EndSession,
  ExportedAccount,
  RevokedKey,
  RevokeKey,
  Session,
} from '@typedo/contract';
import type { Principal } from '@typedo/db/store';
import type { Caller } from '../caller.ts';

/** What the API needs of accounts; the server implements it. */
export interface Accounts {
  readonly keys: {
    /** Makes a key of the caller's account; its secret is in this answer only. Throws KEY_LIMIT_REACHED. */
    create(principal: Principal, input: CreateKey): Promise<CreatedKey>;
    /** The keys of the caller's account, the newest first. */
    list(principal: Principal): Promise<ApiKey[]>;
    /** Ends a key at once. Throws KEY_NOT_FOUND, for another account's key as well. */
    revoke(principal: Principal, input: RevokeKey): Promise<RevokedKey>;
  };
  readonly sessions: {
    /** The sessions of the caller's account that have not expired, the newest first. */
    list(caller: Caller): Promise<Session[]>;
    /** Ends a session at once; the caller's own signs out. Throws SESSION_NOT_FOUND, for another account's session as well. */
    end(caller: Caller, input: EndSession): Promise<EndedSession>;
    /** Ends all sessions of the caller's account at once but the caller's own. */
    endOthers(caller: Caller): Promise<EndedSessions>;
  };
  /** Who the caller's account is, with its keys and sessions. */
  describe(caller: Caller): Promise<ExportedAccount>;
  /**
   * Deletes the caller's account: at once nobody is its person any more, and all that it owns goes, within moments or, if it is much, behind
   * the answer. Throws WRONG_PASSWORD.
   */
  delete(caller: Caller, input: DeleteAccount): Promise<DeletedAccount>;
}
