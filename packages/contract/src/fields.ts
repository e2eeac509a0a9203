import { fieldDefaults, fields, type CreateTask, type Fields, type Patch, type Task } from './task.ts';

/** The name of a field that a person writes. */
export type FieldName = keyof Fields;

/** The names of the fields that a person writes, in the contract's order. */
export const fieldNames = Object.keys(fields.shape) as readonly FieldName[]; // its very keys

const defaults: Partial<Fields> = fieldDefaults;

/** What a task or an input says of the fields, and nothing else of it. What it does not name gets its default. */
export function fieldsOf(from: Pick<CreateTask, FieldName>): Fields {
  const found: Record<string, unknown> = {};
  for (const name of fieldNames) {
    const value = from[name];
    found[name] = value === undefined ? defaults[name] : value;
  }
  return found as Fields; // each name has a value of its own field
}

/** The fields that `to` names with another value than `from` has; null when there are none. */
export function difference(from: Fields, to: Patch): Patch | null {
  let found: Record<string, unknown> | null = null;
  for (const name of fieldNames) {
    const value = to[name];
    if (value !== undefined && value !== from[name]) (found ??= {})[name] = value;
  }
  return found; // each name has a value of its own field
}

const defaulted = Object.keys(fieldDefaults) as readonly (keyof typeof fieldDefaults)[]; // its very keys

/** Whether a task is of a program that did not know a field yet. */
export function lacksField(task: Task): boolean {
  for (const name of defaulted) if (task[name] === undefined) return true;
  return false;
}

/**
 * A task of whatever version, as this one knows it: a field that it lacks has its default. What was kept (an outcome, a row on a device) and
 * what an older server sends may be from before a field was there. Gives the very task if it lacks nothing.
 */
export function wholeTask(task: Task): Task {
  return lacksField(task) ? { ...fieldDefaults, ...task } : task;
}
