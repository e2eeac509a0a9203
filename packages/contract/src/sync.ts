import { z } from 'zod';
import { mutationId, taskId } from './id.ts';
import { limits } from './limits.ts';
import { reasons, type Reason } from './reasons.ts';
import { syncCursor } from './sync-cursor.ts';
import { createTask, moveTask, task, updateTask } from './task.ts';

/** Input of `sync.pull`. Without a cursor, or with null, the answer begins a snapshot. */
export const pullChanges = z.strictObject({
  cursor: syncCursor.nullable().default(null),
  limit: z.int().min(limits.pull.min).max(limits.pull.max).default(limits.pull.default),
});

const changed = { tasks: z.array(task), deletedIds: z.array(taskId) };

/**
 * Output of `sync.pull`: what changed after the cursor, in the order of the changes, each task once and as it is now. `deletedIds` are in
 * the trash. `reset` says that the server cannot tell what changed: forget every task and go on from the cursor, which is null.
 */
export const pulled = z
  .discriminatedUnion('reset', [
    z.strictObject({ reset: z.literal(false), ...changed, cursor: syncCursor, hasMore: z.boolean() }),
    z.strictObject({
      reset: z.literal(true),
      tasks: changed.tasks.max(0),
      deletedIds: changed.deletedIds.max(0),
      cursor: z.null(),
      hasMore: z.literal(true),
    }),
  ])
  .meta({ id: 'Pulled' });

const named = { mutationId };

/** One intended write of `sync.push`. */
export const pushedMutation = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('create'), ...createTask.shape, ...named, id: taskId }),
    z.strictObject({ type: z.literal('update'), ...updateTask.shape, ...named }),
    z.strictObject({ type: z.literal('delete'), ...moveTask.shape, ...named }),
    z.strictObject({ type: z.literal('restore'), ...moveTask.shape, ...named }),
  ])
  .meta({ id: 'PushedMutation' });

/** Input of `sync.push`. `contractVersion` is the one that the program was made with: a server of an older one refuses. */
export const pushMutations = z.strictObject({
  mutations: z.array(pushedMutation).min(limits.push.min).max(limits.push.max),
  contractVersion: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/, 'Invalid version: expected 1.0.0'),
});

const applied = z.strictObject({ status: z.literal('applied'), task });

function refusedFor<R extends Reason>(reason: R) {
  const details: (typeof reasons)[R]['details'] = reasons[reason].details; // of this reason alone
  return z.strictObject({ status: z.literal('refused'), reason: z.literal(reason), details });
}

/** Why a mutation is refused. */
export const refusedMutation = z
  .discriminatedUnion('reason', [
    refusedFor('TASK_NOT_FOUND'),
    refusedFor('TASK_ID_TAKEN'),
    refusedFor('TASK_DELETED'),
    refusedFor('TASK_CHANGED'),
    refusedFor('QUOTA_EXCEEDED'),
    refusedFor('MUTATION_REUSED'),
    refusedFor('MUTATION_EXPIRED'),
  ])
  .meta({ id: 'RefusedMutation' });

/** What became of a mutation when it first came: the task as it left it, or why it was refused. */
export const firstOutcome = z.discriminatedUnion('status', [applied, refusedMutation]).meta({ id: 'FirstOutcome' });

/** What became of a mutation now; `duplicate` has no effect and tells the outcome of the first time. */
export const pushOutcome = z
  .discriminatedUnion('status', [
    applied,
    refusedMutation,
    z.strictObject({ status: z.literal('duplicate'), first: firstOutcome }),
  ])
  .meta({ id: 'PushOutcome' });

/** Output of `sync.push`: an outcome for each mutation, in their order. Whoever has pulled up to `cursor` has seen all their effects. */
export const pushed = z.strictObject({ outcomes: z.array(pushOutcome), cursor: syncCursor });

/** Input of `sync.live`: where to begin. The id of the last event wins, which a browser sends by itself; without either it begins now. */
export const followChanges = z.strictObject({ cursor: syncCursor.optional(), lastEventId: syncCursor.optional() });

/** What an event of `sync.live` says of tasks: how they are now, and which are in the trash. */
export const liveChanges = z.strictObject(changed);

/** The data of an event of `sync.live`, whose id is the cursor behind it. After `reset` the stream ends: start from a pull of null. */
export const liveEvent = z.union([liveChanges, z.strictObject({ reset: z.literal(true) })]).meta({ id: 'LiveEvent' });

export type PullChanges = z.infer<typeof pullChanges>;
export type Pulled = z.infer<typeof pulled>;
export type PushedMutation = z.infer<typeof pushedMutation>;
export type PushMutations = z.infer<typeof pushMutations>;
export type FirstOutcome = z.infer<typeof firstOutcome>;
export type PushOutcome = z.infer<typeof pushOutcome>;
export type Pushed = z.infer<typeof pushed>;
export type FollowChanges = z.infer<typeof followChanges>;
export type LiveEvent = z.infer<typeof liveEvent>;
