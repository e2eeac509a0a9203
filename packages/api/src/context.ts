import type { Principal, TaskStore } from '@typedo/db/store';
import type { Accounts } from './account/accounts.ts';

/** What a procedure has to work with; made by the server for each request. */
export interface Context {
  /** Null when the caller sent neither a valid session nor a valid API key. */
  readonly principal: Principal | null;
  readonly tasks: TaskStore;
  readonly accounts: Accounts;
}
