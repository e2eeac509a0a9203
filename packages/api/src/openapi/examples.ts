import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import {
  contractVersion,
  fieldDefaults,
  type Details,
  type LiveEvent,
  type Procedure,
  type Reason,
} from '@typedo/contract';
import type { AppRouter } from '../router.ts';

const id = '01a20420-720e-7d85-8e57-7742e192f433';
const mutationId = '01a20421-0c3a-7f02-9d41-5a6b7c8d9e0f';
const cursor = '1f5i2s1xq4.42';
const task = {
  ...fieldDefaults,
  id,
  userId: '4fFIOvRkZHUsfamhtcDnqdWiLcUc22Rf',
  title: 'Buy milk',
  createdAt: '2026-11-22T16:39:24.942Z',
  updatedAt: '2026-11-22T16:39:24.957Z',
};
const done = { ...task, complete: true };
const key = {
  id: 'Xy3kPq9LmT5vR8wZ',
  name: 'laptop',
  start: 'tdo_bWJvkN',
  scopes: ['tasks:read' as const, 'tasks:write' as const],
  createdAt: '2026-11-22T16:39:20.000Z',
  expiresAt: null,
  lastUsedAt: null,
};
const session = {
  id: 'hT5vR8wZXy3kPq9L',
  createdAt: '2026-11-22T16:39:18.000Z',
  lastUsedAt: '2026-11-22T16:39:18.000Z',
  expiresAt: '2026-11-29T16:39:18.000Z',
  address: '192.0.2.1',
  userAgent: 'Mozilla/5.0',
  current: true,
};
const change = {
  at: '2026-11-22T16:39:24.957Z',
  kind: 'update' as const,
  by: { kind: 'key' as const, id: key.id },
  before: { complete: false },
  after: { complete: true },
};

/** A call of each procedure, and its answer; of the stream an event. */
export const examples: { readonly [P in Procedure]: Example<P> } = {
  'task.list': { input: { complete: false, search: 'milk', limit: 10 }, output: { tasks: [task], nextCursor: null } },
  'task.count': { output: { open: 1, complete: 0, deleted: 0 } },
  'task.byId': { input: { id }, output: task },
  'task.create': { input: { title: 'Buy milk' }, output: task },
  'task.update': { input: { id, patch: { complete: true } }, output: done },
  'task.delete': { input: { id }, output: task },
  'task.restore': { input: { id }, output: task },
  'task.updateMany': { input: { ids: [id], patch: { complete: true } }, output: { tasks: [done] } },
  'task.deleteMany': { input: { ids: [id] }, output: { tasks: [task] } },
  'task.history': { input: { id, limit: 10 }, output: { changes: [change], nextCursor: null } },
  'sync.pull': {
    input: { cursor: null, limit: 500 },
    output: { reset: false, tasks: [task], deletedIds: [], cursor, hasMore: false },
  },
  'sync.push': {
    input: {
      mutations: [{ mutationId, type: 'update', id, patch: { complete: true } }],
      contractVersion,
    },
    output: { outcomes: [{ status: 'applied', task: done }], cursor },
  },
  'sync.live': { input: { cursor }, output: { tasks: [done], deletedIds: [] } },
  'account.me': { output: { userId: task.userId, kind: 'key', scopes: ['tasks:read', 'tasks:write'] } },
  'account.keys.create': {
    input: { name: 'laptop', scopes: ['tasks:read', 'tasks:write'] },
    output: { ...key, secret: 'tdo_bWJvkNdZQxHcLfRyTgSaEuPiOmKnVwXz' },
  },
  'account.keys.list': { output: { keys: [key] } },
  'account.keys.revoke': { input: { id: key.id }, output: { id: key.id } },
  'account.sessions.list': { output: { sessions: [session] } },
  'account.sessions.end': { input: { id: session.id }, output: { id: session.id } },
  'account.sessions.endOthers': { output: { ended: 2 } },
  'account.export': {
    input: { limit: 200 },
    output: {
      account: {
        id: task.userId,
        name: 'Ada',
        email: 'ada@example.com',
        createdAt: '2026-11-22T16:39:18.000Z',
        keys: [key],
        sessions: [session],
      },
      tasks: [{ ...done, deletedAt: null }],
      changes: [{ ...change, taskId: id }],
      nextCursor: null,
    },
  },
  'account.delete': { input: { password: 'correct horse battery staple' }, output: { id: task.userId } },
};

/** What each reason may tell. */
export const detailsOf: { readonly [R in Reason]: Details<R> } = {
  TASK_NOT_FOUND: { id },
  TASK_ID_TAKEN: { id },
  TASK_DELETED: { id },
  TASK_CHANGED: { task: done },
  QUOTA_EXCEEDED: { quota: 100_000 },
  MUTATION_REUSED: { mutationId },
  MUTATION_EXPIRED: { mutationId },
  CONTRACT_VERSION_UNSUPPORTED: { supported: contractVersion },
  KEY_NOT_FOUND: {},
  KEY_LIMIT_REACHED: { limit: 100 },
  SESSION_NOT_FOUND: {},
  WRONG_PASSWORD: {},
  INVALID_INPUT: {
    issues: [{ path: ['title'], code: 'too_small', message: 'Too small: expected string to have >=1 characters' }],
  },
  UNAUTHENTICATED: {},
  SCOPE_MISSING: { scope: 'tasks:write' },
  ORIGIN_REFUSED: {},
  RATE_LIMITED: { retryAfter: 10 },
  UNAVAILABLE: { retryAfter: 2 },
  PROCEDURE_NOT_FOUND: {},
  METHOD_NOT_SUPPORTED: {},
  REQUEST_TIMEOUT: {},
  PAYLOAD_TOO_LARGE: {},
  UNSUPPORTED_MEDIA_TYPE: {},
  INTERNAL: {},
};

interface Example<P extends Procedure> {
  readonly input?: At<inferRouterInputs<AppRouter>, P>;
  readonly output: P extends 'sync.live' ? LiveEvent : At<inferRouterOutputs<AppRouter>, P>;
}

/** What a router's record has at a whole path. */
type At<T, Path extends string> = Path extends `${infer First}.${infer Rest}`
  ? First extends keyof T
    ? At<T[First], Rest>
    : never
  : Path extends keyof T
    ? T[Path]
    : never;
