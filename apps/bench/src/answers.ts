import { taskPage } from '@typedo/contract';
import { z } from 'zod';
import type { Call } from './contenders/contender.ts';
import { answeredTask as task, laterFields } from './measured-task.ts';

/** What is wrong with the content of an answer by itself; null for nothing. */
export function wrongShape(call: Call, content: unknown): string | null {
  const { error } = z.safeParse(shapeOf(call), content);
  const [issue] = error?.issues ?? [];
  return issue ? `${[call.name, ...issue.path].join('.')}: ${issue.message}` : null;
}

/**
 * Where two answers to the same call differ; null for nowhere. What each server makes up itself, new ids, times and cursors, has only to be
 * there, which {@link wrongShape} sees to.
 */
export function difference(call: Call, expected: unknown, actual: unknown): string | null {
  return firstDifference(withoutOwn(call, expected), withoutOwn(call, actual), call.name);
}

const caller = z.strictObject({ userId: z.string(), kind: z.literal('key'), scopes: z.array(z.string()) });

const tasks = (count: number) => z.array(task).length(count);

function shapeOf(call: Call): z.core.$ZodType {
  switch (call.name) {
    case 'ping':
      return caller;
    case 'list':
    case 'search':
      return taskPage.extend({ tasks: z.array(task).min(1).max(call.limit) });
    case 'byId':
      return task.extend({ id: z.literal(call.id) });
    case 'batch':
      return z.tuple([task, ...call.ids.slice(1).map(() => task)]);
    case 'create':
      return task.extend({ title: z.literal(call.title), description: z.literal(call.description) });
    case 'update':
      return task.extend({ id: z.literal(call.id), title: z.literal(call.title) });
    case 'push':
      return tasks(call.tasks.length);
    case 'pull':
      return z.array(task).min(1).max(call.limit);
  }
}

/** Keys whose values each server makes up, by the call; `nextCursor` is a text or null in all of them. */
const made: Partial<Record<Call['name'], readonly string[]>> = {
  create: ['id', 'createdAt', 'updatedAt'],
  update: ['updatedAt'],
  push: ['createdAt', 'updatedAt'],
};

function withoutOwn(call: Call, content: unknown): unknown {
  const own = new Set(made[call.name]);
  const json = JSON.stringify(content, (key, value: unknown) => {
    if (laterFields.has(key)) return undefined;
    if (own.has(key)) return typeof value;
    return key === 'nextCursor' && typeof value === 'string' ? 'text' : value;
  });
  return JSON.parse(json);
}

function firstDifference(expected: unknown, actual: unknown, path: string): string | null {
  if (!isObject(expected) || !isObject(actual)) {
    return Object.is(expected, actual) ? null : `${path}: ${shown(actual)} instead of ${shown(expected)}`;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const found = firstDifference(expected[key], actual[key], `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
