import { catalogue } from '@typedo/api';
import { fieldDefaults, reasons, reasonsByName, type Procedure, type Reason } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { id, x } from './contract-examples.ts';

// What a caller may rely on in an answer; the types say the rest.
const time = '2026-01-01T00:00:00.000Z';
const fields = { ...fieldDefaults, title: x(200), description: x(1000), complete: false };
const task = { id, userId: x(255), ...fields, createdAt: time, updatedAt: time };
const change = { at: time, kind: 'create', by: { kind: 'key', id: 'k' }, before: {}, after: fields };
const key = {
  id: 'k',
  name: 'n',
  start: 's',
  scopes: ['tasks:read'],
  createdAt: time,
  expiresAt: time,
  lastUsedAt: time,
};
const session = {
  id: 's',
  createdAt: time,
  lastUsedAt: time,
  expiresAt: time,
  address: '::1',
  userAgent: x(500),
  current: true,
};
const account = { id: 'u', name: 'n', email: 'e', createdAt: time, keys: [key], sessions: [session] };
const cursor = x(2000);
const refused = { status: 'refused', reason: 'TASK_CHANGED', details: { task } };

const answers: Record<Procedure, readonly unknown[]> = {
  'task.list': [{ tasks: [task], nextCursor: cursor }],
  'task.count': [{ open: 0, complete: 0, deleted: 0 }],
  'task.byId': [task],
  'task.create': [task],
  'task.update': [task],
  'task.delete': [task],
  'task.restore': [task],
  'task.updateMany': [{ tasks: [task] }],
  'task.deleteMany': [{ tasks: [task] }],
  'task.history': [{ changes: [change], nextCursor: cursor }],
  'sync.pull': [
    { reset: false, tasks: [task], deletedIds: [id], cursor: x(100), hasMore: true },
    { reset: true, tasks: [], deletedIds: [], cursor: null, hasMore: true },
  ],
  'sync.push': [
    {
      outcomes: [{ status: 'applied', task }, refused, { status: 'duplicate', first: refused }],
      cursor: x(100),
    },
  ],
  'sync.live': [{ tasks: [task], deletedIds: [id] }, { reset: true }],
  'account.me': [{ userId: x(255), kind: 'key', scopes: ['tasks:read'] }],
  'account.keys.create': [{ ...key, secret: 'tdo_x' }],
  'account.keys.list': [{ keys: [key] }],
  'account.keys.revoke': [{ id: 'k' }],
  'account.sessions.list': [{ sessions: Array.from({ length: 100 }, () => session) }],
  'account.sessions.end': [{ id: 's' }],
  'account.sessions.endOthers': [{ ended: 0 }],
  'account.export': [
    { account, tasks: [{ ...task, deletedAt: time }], changes: [{ ...change, taskId: id }], nextCursor: cursor },
  ],
  'account.delete': [{ id: 'u' }],
};

const details: Record<Reason, object> = {
  TASK_NOT_FOUND: { id },
  TASK_ID_TAKEN: { id },
  TASK_DELETED: { id },
  TASK_CHANGED: { task },
  QUOTA_EXCEEDED: { quota: 100 },
  MUTATION_REUSED: { mutationId: id },
  MUTATION_EXPIRED: { mutationId: id },
  CONTRACT_VERSION_UNSUPPORTED: { supported: 'v' },
  KEY_NOT_FOUND: {},
  KEY_LIMIT_REACHED: { limit: 100 },
  SESSION_NOT_FOUND: {},
  WRONG_PASSWORD: {},
  INVALID_INPUT: { issues: Array.from({ length: 10 }, () => ({ path: ['a', 0.5], code: 'c', message: 'm' })) },
  UNAUTHENTICATED: {},
  SCOPE_MISSING: { scope: 'tasks:read' },
  ORIGIN_REFUSED: {},
  RATE_LIMITED: { retryAfter: 1 },
  UNAVAILABLE: { retryAfter: 1 },
  PROCEDURE_NOT_FOUND: {},
  METHOD_NOT_SUPPORTED: {},
  REQUEST_TIMEOUT: {},
  PAYLOAD_TOO_LARGE: {},
  UNSUPPORTED_MEDIA_TYPE: {},
  INTERNAL: {},
};

describe.each(catalogue())('$path', ({ path, output }) => {
  it('answers what it says, and nothing beside it', () => expectExact(output, answers[path]));
});

describe.each(Object.entries(reasonsByName))('%s', (reason, { details: schema }) => {
  // The key of an entry is one of the keys.
  it('tells what it says, and nothing beside it', () => expectExact(schema, [details[reason as Reason]]));
});

it('a time to wait is said to be in seconds, where a schema is shown', () => {
  const { properties } = z.toJSONSchema(reasons.RATE_LIMITED.details);
  expect(properties).toEqual({
    retryAfter: expect.objectContaining({ type: 'integer', minimum: 1, description: 'seconds' }),
  });
});

function expectExact(schema: z.core.$ZodType, right: readonly unknown[]): void {
  expect(right.map((value) => z.parse(schema, value))).toEqual(right);
  const wrong = right.flatMap((value) => [...variants(value)]);
  expect(wrong.filter((value) => z.safeParse(schema, value).success)).toEqual([]);
}

/** The same value with one thing in it that no schema of the contract allows there. */
function* variants(value: unknown): Generator {
  if (Array.isArray(value)) {
    // Of a long list one is like the other.
    for (const [index, item] of value.slice(0, 5).entries())
      for (const inner of variants(item)) yield value.with(index, inner);
    if (value.length >= 10) yield [...value, value[0]];
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, more: 1 };
    for (const [name, inside] of Object.entries(value))
      for (const inner of variants(inside)) yield { ...value, [name]: inner };
  } else if (typeof value === 'number' && Number.isInteger(value))
    yield* value < 2 ? [value - 1, value + 0.5] : [value + 0.5]; // small ones are the least
  else if (typeof value === 'string') yield* texts(value);
}

function texts(value: string): string[] {
  if (value === time)
    return ['0000-01-01T00:00:00.000Z', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000000Z', '2026'];
  if (value === id) return [id.toUpperCase(), `${id}0`, `0${id}`];
  // What is as long as it may be; what else may not be empty either.
  if (/^x{100,}$/.test(value))
    return [`${value}x`, `${value}\0`, ...(value.length === 1000 || value.length === 500 ? [] : [''])];
  return value === 'tdo_x' ? ['x'] : [];
}
