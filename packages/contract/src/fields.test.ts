import { expect, it } from 'vitest';
import {
  difference,
  fieldDefaults,
  fieldNames,
  fieldsOf,
  lacksField,
  newId,
  task,
  wholeTask,
  type Task,
} from './index.ts';

const at = '2026-01-02T03:04:05.678Z';
const whole: Task = { id: newId(), userId: 'u', ...fieldsOf({ title: 't' }), createdAt: at, updatedAt: at };

it('the fields of a new task that names only what it must are the defaults, and nothing else comes along', () => {
  const input = { id: newId(), title: 't', seq: 1 };
  expect(fieldsOf(input)).toEqual({ title: 't', ...fieldDefaults });
  expect(Object.keys(fieldsOf(input))).toEqual(fieldNames);
  expect(fieldsOf({ title: 't', description: null, complete: undefined })).toEqual(fieldsOf({ title: 't' }));
});

it('a default is what the contract allows', () => {
  expect(task.safeParse(whole).error).toBeUndefined();
});

it('a difference is what is named with another value, null included', () => {
  expect(difference(whole, {})).toBeNull();
  expect(difference(whole, { title: 't', description: null, complete: undefined })).toBeNull();
  expect(difference(whole, { title: 'u', description: '', complete: false })).toEqual({ title: 'u', description: '' });
  expect(difference({ ...whole, description: 'd' }, whole)).toEqual({ description: null });
});

it('a task from before a field was there has its default, and one that lacks nothing stays the very same', () => {
  expect([lacksField(whole), wholeTask(whole)]).toEqual([false, whole]);
  expect(wholeTask(whole)).toBe(whole);
  for (const name of Object.keys(fieldDefaults)) {
    const { [name]: _, ...rest }: Record<string, unknown> = { ...whole, title: 'old' };
    const old = rest as Task; // as an older program kept it
    expect(lacksField(old)).toBe(true);
    expect(wholeTask(old)).toEqual({ ...whole, title: 'old' });
    expect(task.safeParse(wholeTask(old)).success).toBe(true);
  }
});
