import type { Typedo } from '../client.ts';
import type { Replica } from '../replica/replica.ts';
import type { LoopPauses } from '../replica/repeat.ts';
import { Tab } from './tab.ts';

/** What a replica in a browser is made of. */
export interface BrowserReplicaOptions {
  /** `createTypedo({ url, cookies: true })`, as a rule. */
  typedo: Typedo;
  /** Whose tasks they are. Each account has a database of its own, and as soon as another is signed in, nothing is sent and nothing taken. */
  userId: string;
  /** The device's time, in milliseconds since 1970. */
  clock?: () => number;
  /** Milliseconds between tries; by default 300, growing to 10,000, and 60,000 for what only somebody else can mend. */
  pauses?: LoopPauses;
}

/**
 * Opens this tab's replica of an account: kept in IndexedDB, read from there before anything is asked of the network, and shared by all tabs
 * of the browser. One of them leads, which reads, pushes and holds the one live stream; when it is closed, crashes or hangs, another does. A
 * write is seen in the very call, resolves when it is on the disk, and goes to the server in the order of the writes of all tabs, also when
 * this tab is closed.
 *
 * `status.tab` says whether this tab leads, and whether the browser keeps anything. `outcome` of a write gives the task as it is seen here when
 * the tab that heard the server's own word was closed before it could pass it on.
 *
 * Close it when the user signs out, and call `forgetReplica`; call `resume` when a session was over and the same user has signed in again.
 */
export function openReplica({ clock = Date.now, ...options }: BrowserReplicaOptions): Replica {
  return new Tab({ ...options, clock }).replica;
}
