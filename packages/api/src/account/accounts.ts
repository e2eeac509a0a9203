import type { ApiKey, CreatedKey, CreateKey, RevokedKey, RevokeKey } from '@typedo/contract';
import type { Principal } from '@typedo/db/store';

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
}
