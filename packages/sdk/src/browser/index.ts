export { forgetReplica } from './forget.ts';
export { openReplica, type BrowserReplicaOptions } from './open-replica.ts';
export type { TabStatus } from '../replica/board.ts';
