import { z } from 'zod';
import { mutationId, taskId } from './id.ts';
import { scope } from './key.ts';
import { limits } from './limits.ts';
import { task } from './task.ts';

const none = z.strictObject({});
const retry = z.strictObject({ retryAfter: z.int().min(1).meta({ description: 'seconds' }) });
const ofTask = z.strictObject({ id: taskId });
const ofMutation = z.strictObject({ mutationId });

/** What is wrong with an input: where, which rule, in words. */
const issue = z.strictObject({
  path: z.array(z.union([z.string(), z.number()])),
  code: z.string(),
  message: z.string(),
});

/**
 * Why a call was refused. Each reason has tRPC's code for it (which fixes the HTTP status), the schema of its details and
 * one sentence for people.
 */
export const reasons = {
  TASK_NOT_FOUND: { code: 'NOT_FOUND', details: ofTask, message: 'There is no such task.' },
  TASK_ID_TAKEN: {
    code: 'CONFLICT',
    details: ofTask,
    message: 'You already have a task with this id, perhaps in the trash.',
  },
  TASK_DELETED: { code: 'CONFLICT', details: ofTask, message: 'The task is in the trash. Restore it first.' },
  TASK_CHANGED: {
    code: 'PRECONDITION_FAILED',
    details: z.strictObject({ task }),
    message: 'The task was changed meanwhile.',
  },
  QUOTA_EXCEEDED: {
    code: 'FORBIDDEN',
    details: z.strictObject({ quota: z.int() }),
    message: 'You have as many tasks as an account may have.',
  },
  MUTATION_REUSED: {
    code: 'CONFLICT',
    details: ofMutation,
    message: 'This mutation id was already used for another write.',
  },
  MUTATION_EXPIRED: {
    code: 'CONFLICT',
    details: ofMutation,
    message: `This mutation id is older than ${limits.mutationDays} days, so a repeat can no longer be recognised.`,
  },
  CONTRACT_VERSION_UNSUPPORTED: {
    code: 'PRECONDITION_FAILED',
    details: z.strictObject({ supported: z.string() }),
    message: 'This server speaks an older version of the contract. Try again when it has been upgraded.',
  },
  KEY_NOT_FOUND: { code: 'NOT_FOUND', details: none, message: 'There is no such API key.' },
  KEY_LIMIT_REACHED: {
    code: 'FORBIDDEN',
    details: z.strictObject({ limit: z.int() }),
    message: 'You have as many API keys as an account may have. Revoke one first.',
  },
  SESSION_NOT_FOUND: { code: 'NOT_FOUND', details: none, message: 'There is no such session.' },
  WRONG_PASSWORD: { code: 'FORBIDDEN', details: none, message: 'The password is wrong.' },
  INVALID_INPUT: {
    code: 'BAD_REQUEST',
    details: z.strictObject({ issues: z.array(issue).max(limits.issues.max) }),
    message: 'The input is not valid.',
  },
  UNAUTHENTICATED: { code: 'UNAUTHORIZED', details: none, message: 'Sign in, or send a valid API key.' },
  SCOPE_MISSING: {
    code: 'FORBIDDEN',
    details: z.strictObject({ scope: scope.nullable() }),
    message: 'This API key may not do that.',
  },
  ORIGIN_REFUSED: {
    code: 'FORBIDDEN',
    details: none,
    message: 'A session works from the pages of this server only. Programs send an API key.',
  },
  RATE_LIMITED: { code: 'TOO_MANY_REQUESTS', details: retry, message: 'Too many calls. Wait a moment.' },
  UNAVAILABLE: {
    code: 'SERVICE_UNAVAILABLE',
    details: retry,
    message: 'The service cannot answer right now. Try again.',
  },
  PROCEDURE_NOT_FOUND: { code: 'NOT_FOUND', details: none, message: 'There is no such procedure.' },
  METHOD_NOT_SUPPORTED: {
    code: 'METHOD_NOT_SUPPORTED',
    details: none,
    message: 'Queries are GET calls, mutations are POST calls.',
  },
  REQUEST_TIMEOUT: { code: 'TIMEOUT', details: none, message: 'The request took too long to arrive. Send it again.' },
  PAYLOAD_TOO_LARGE: { code: 'PAYLOAD_TOO_LARGE', details: none, message: 'The request is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { code: 'UNSUPPORTED_MEDIA_TYPE', details: none, message: 'Send JSON.' },
  INTERNAL: { code: 'INTERNAL_SERVER_ERROR', details: none, message: 'Something went wrong on our side.' },
} as const;

/** A typed word for why a call was refused. */
export type Reason = keyof typeof reasons;

/** As much of a reason as all have. */
export interface AnyReason {
  readonly code: (typeof reasons)[Reason]['code'];
  readonly details: z.core.$ZodType;
  readonly message: string;
}

/**
 * The same reasons, for who goes through all of them: by `reasons` itself the compiler would compare the types of all their details.
 *
 * @alias reasons
 */
export const reasonsByName: Readonly<Record<Reason, AnyReason>> = reasons;

/** What a reason tells beyond its name. */
export type Details<R extends Reason> = z.infer<(typeof reasons)[R]['details']>;

/** A reason with its details: `refusal.reason` narrows `refusal.details`. */
export type Refusal<R extends Reason = Reason> = { [K in R]: { reason: K; details: Details<K> } }[R];

/** Reasons that any procedure may answer. */
export const commonReasons = [
  'INVALID_INPUT',
  'UNAUTHENTICATED',
  'SCOPE_MISSING',
  'ORIGIN_REFUSED',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'INTERNAL',
] as const satisfies Reason[];

const mutationReasons = ['MUTATION_REUSED', 'MUTATION_EXPIRED'] as const satisfies Reason[];

/** The reasons of each procedure, beside the {@link commonReasons}. */
export const procedureReasons = {
  'task.list': [],
  'task.count': [],
  'task.byId': ['TASK_NOT_FOUND'],
  'task.create': ['TASK_ID_TAKEN', 'QUOTA_EXCEEDED', ...mutationReasons],
  'task.update': ['TASK_NOT_FOUND', 'TASK_DELETED', 'TASK_CHANGED', ...mutationReasons],
  'task.delete': ['TASK_NOT_FOUND', 'TASK_CHANGED', ...mutationReasons],
  'task.restore': ['TASK_NOT_FOUND', 'TASK_CHANGED', ...mutationReasons],
  'task.updateMany': ['TASK_NOT_FOUND', 'TASK_DELETED', ...mutationReasons],
  'task.deleteMany': ['TASK_NOT_FOUND', ...mutationReasons],
  'task.history': ['TASK_NOT_FOUND'],
  'sync.pull': [],
  'sync.push': ['CONTRACT_VERSION_UNSUPPORTED'],
  'sync.live': [],
  'account.me': [],
  'account.keys.create': ['KEY_LIMIT_REACHED'],
  'account.keys.list': [],
  'account.keys.revoke': ['KEY_NOT_FOUND'],
  'account.sessions.list': [],
  'account.sessions.end': ['SESSION_NOT_FOUND'],
  'account.sessions.endOthers': [],
  'account.export': [],
  'account.delete': ['WRONG_PASSWORD'],
} as const satisfies Record<string, readonly Reason[]>;

/** The name of a procedure, e.g. `task.update`. */
export type Procedure = keyof typeof procedureReasons;

/** The reasons that a procedure may answer. */
export type ReasonOf<P extends Procedure> = (typeof procedureReasons)[P][number] | (typeof commonReasons)[number];
