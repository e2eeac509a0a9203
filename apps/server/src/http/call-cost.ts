import { limits } from '@typedo/contract';
import { refused } from '@typedo/db';
import type { TRPCError } from '@trpc/server';
import { errorOf } from './refusal.ts';

/** Rows that a pull or an export may bring for the price of one call: what they cost the server. */
const rowsOfOne = 20;

/** What a request costs. */
export interface Cost {
  /** In calls. */
  readonly calls: number;
  /** Whether the server is busy with it for long, by its many rows. */
  readonly heavy: boolean;
}

/**
 * What a request costs by the calls that it makes: each is one, but a push is as many as it has mutations, a change of many tasks as many as
 * it has ids, and what brings many rows one for each twenty of them: they cost the server as much. `inputOf` gives the input of the call at a
 * place as it came, not checked yet. Throws TRPCError with INVALID_INPUT when more than one may have a large answer: those of a batch all wait
 * in memory for the last.
 */
export function costOf(calls: readonly { readonly path: string }[], inputOf: (index: number) => unknown): Cost {
  let sum = 0;
  let heavy = false;
  let large = 0;
  for (const [index, { path }] of calls.entries()) {
    if (isLarge(path) && ++large > 1) throw tooManyLarge();
    const cost = costOfOne(path, inputOf(index));
    sum += cost.calls;
    heavy ||= cost.heavy;
  }
  return { calls: sum, heavy };
}

const cheap: Cost = { calls: 1, heavy: false };

function costOfOne(path: string, input: unknown): Cost {
  switch (path) {
    case 'sync.push':
      return { calls: lengthOf(keyOf(input, 'mutations'), limits.push.max), heavy: false };
    case 'task.updateMany':
    case 'task.deleteMany':
      return { calls: lengthOf(keyOf(input, 'ids'), limits.many.max), heavy: false };
    case 'sync.pull':
      return ofRows(keyOf(input, 'limit'), limits.pull);
    case 'account.export':
      return ofRows(keyOf(input, 'limit'), limits.export);
    default:
      return cheap;
  }
}

function keyOf(input: unknown, key: string): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, key)
    ? input[key as keyof typeof input] // which it has
    : undefined;
}

function lengthOf(list: unknown, max: number): number {
  return Array.isArray(list) ? Math.min(Math.max(1, list.length), max) : 1;
}

function ofRows(limit: unknown, { default: usual, max }: { default: number; max: number }): Cost {
  const rows = typeof limit === 'number' && limit >= 1 && limit <= max ? limit : usual;
  return { calls: Math.ceil(rows / rowsOfOne), heavy: rows > limits.page.max };
}

/** Whether a procedure's answer may be large. The SDK sends these on their own as well. */
function isLarge(path: string): boolean {
  return path === 'sync.pull' || path === 'account.export';
}

function tooManyLarge(): TRPCError {
  const message = 'Too many calls: expected one sync.pull or account.export in a request at most';
  return errorOf(refused('INVALID_INPUT', { issues: [{ path: [], code: 'too_big', message }] }));
}
