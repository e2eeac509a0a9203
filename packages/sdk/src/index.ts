import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@typedo/api';

export * from '@typedo/contract';
export { createTypedo, type Typedo, type TypedoOptions } from './client.ts';
export type { Live, LiveMessage, LiveOptions } from './live/live.ts';
export type { Phase, ReplicaStatus } from './replica/board.ts';
export { memoryStorage } from './replica/memory-storage.ts';
export type { Op as ReplicaOp } from './replica/op.ts';
export type { Outcome } from './replica/outcomes.ts';
export { createReplica, type RefusedOp, type Replica, type ReplicaOptions, type Written } from './replica/replica.ts';
export type { ReplicaStorage, Step as ReplicaStep, Stored as StoredReplica } from './replica/storage.ts';
export { isReason, reasonOf, requestIdOf, type TypedoError } from './reason.ts';

/** What each procedure takes, e.g. `Inputs['task']['create']`. */
export type Inputs = inferRouterInputs<AppRouter>;

/** What each procedure answers, e.g. `Outputs['task']['list']`. */
export type Outputs = inferRouterOutputs<AppRouter>;
