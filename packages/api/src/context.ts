import type { TaskStore } from '@typedo/db/store';
import type { Accounts } from './account/accounts.ts';
import type { Caller } from './caller.ts';
import type { Feed } from './sync/feed.ts';

/** What a procedure has to work with; made by the server for each request. */
export interface Context {
  /** Null when the caller sent neither a valid session nor a valid API key. */
  readonly principal: Caller | null;
  readonly tasks: TaskStore;
  readonly feed: Pick<Feed, 'follow'>;
  readonly accounts: Accounts;
  /** Whether answers about tasks are parsed before they leave, as tests want it; others always are. */
  readonly checksOutput: boolean;
  /** Hears of each call that was not refused. */
  readonly onSuccess?: ((procedure: string) => void) | undefined;
}
