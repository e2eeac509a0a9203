import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createTask,
  deleteTasks,
  fieldsOf,
  limits,
  listTasks,
  newId,
  patch,
  task,
  updateTask,
  uuidTime,
  type Task,
} from './index.ts';

const id = newId();
const now = '2026-01-02T03:04:05.678Z';
const valid: Task = { id, userId: 'u', ...fieldsOf({ title: 't' }), createdAt: now, updatedAt: now };

describe('a task', () => {
  it('has the seven fields of contract 1.0.0 and no other', () => {
    expect(Object.keys(task.shape)).toEqual([
      'id',
      'userId',
      'title',
      'description',
      'complete',
      'createdAt',
      'updatedAt',
    ]);
    expect(task.safeParse(valid).success).toBe(true);
    for (const key of Object.keys(valid)) expect(task.safeParse({ ...valid, [key]: undefined }).success).toBe(false);
    expect(codes(task, { ...valid, seq: 1 })).toEqual(['unrecognized_keys']);
  });

  it.each([
    ['userId', limits.userId],
    ['title', limits.title],
    ['description', { min: 0, max: limits.description.max }],
  ] as const)('has a %s of so many code points, whatever they are made of', (field, { min, max }) => {
    for (const letter of ['x', 'é', '漢', '\u{1F600}']) {
      for (const length of new Set([min - 1, min, min + 1, max - 1, max, max + 1])) {
        if (length < 0) continue;
        const expected = length < min ? ['too_small'] : length > max ? ['too_big'] : [];
        expect(codes(task, { ...valid, [field]: letter.repeat(length) })).toEqual(expected);
      }
    }
  });

  it('has a trimmed title, whose length is counted after trimming', () => {
    expect(createTask.parse({ title: '\u00a0\u2003 x y \t\n' }).title).toBe('x y');
    expect(codes(createTask, { title: ' \u3000\n' })).toEqual(['too_small']);
    expect(createTask.parse({ title: `  ${'x'.repeat(200)}  ` }).title).toHaveLength(200);
  });

  it('tells null from the empty description', () => {
    expect(createTask.parse({ title: 't', description: '' }).description).toBe('');
    expect(createTask.parse({ title: 't', description: null }).description).toBeNull();
    expect(createTask.parse({ title: 't' })).toEqual({ title: 't' });
  });

  it('is complete or not by a boolean alone', () => {
    for (const complete of [1, 0, 'true', null, {}])
      expect(codes(task, { ...valid, complete })).toEqual(['invalid_type']);
  });

  it('has times in UTC with milliseconds, exactly', () => {
    for (const wrong of [
      '2026-01-02T03:04:05Z',
      '2026-01-02T03:04:05.678+00:00',
      '2026-02-30T00:00:00.000Z',
      '2026-01-02',
      '0000-01-01T00:00:00.000Z',
      0,
      new Date(),
    ]) {
      expect(task.safeParse({ ...valid, createdAt: wrong }).success).toBe(false);
    }
  });

  it('refuses text that a database cannot store as it was sent', () => {
    for (const wrong of ['a\0b', 'a\ud83d', '\ude00b']) {
      expect(codes(createTask, { title: wrong })).toEqual(['custom']);
      expect(codes(createTask, { title: 't', description: wrong })).toEqual(['custom']);
    }
  });
});

describe('an input', () => {
  it('has no unknown key', () => {
    for (const key of ['userId', 'createdAt', 'updatedAt', 'seq', 'deletedAt', 'constructor', '__proto__']) {
      const planted = JSON.parse(`{ "title": "t", "${key}": "x" }`);
      expect(codes(createTask, planted)).toEqual(['unrecognized_keys']);
      expect(codes(updateTask, { id, patch: planted })).toEqual(['unrecognized_keys']);
    }
  });

  it('names at least one field in a patch', () => {
    expect(patch.safeParse({}).success).toBe(false);
    expect(patch.parse({ description: null })).toEqual({ description: null });
  });

  it('names each task of many once, 1 to 100 of them', () => {
    const many = (length: number) => deleteTasks.safeParse({ ids: Array.from({ length }, () => newId()) }).success;
    expect([0, 1, 2, 99, 100, 101].map(many)).toEqual([false, true, true, true, true, false]);
    expect(codes(deleteTasks, { ids: [id, id] })).toEqual(['custom']);
  });

  it('takes only a UUIDv7 in lower case as an id', () => {
    const wrong = [
      '',
      'x'.repeat(10_000),
      id.toUpperCase(),
      `${id} `,
      `${id.slice(0, 14)}4${id.slice(15)}`,
      7,
      {},
      [id],
      null,
    ];
    for (const value of wrong) expect(updateTask.safeParse({ id: value, patch: { title: 't' } }).success).toBe(false);
  });

  it('lists with the defaults of the contract', () => {
    expect(listTasks.parse({})).toEqual({ deleted: false, order: 'newest', limit: 50 });
    for (const limit of [0, 101, 1.5, '10']) expect(listTasks.safeParse({ limit }).success).toBe(false);
    for (const search of ['', 'x'.repeat(201)]) expect(listTasks.safeParse({ search }).success).toBe(false);
  });

  it('carries its limits into JSON Schema', () => {
    expect(z.toJSONSchema(createTask)).toMatchObject({
      properties: {
        title: { minLength: 1, maxLength: 200 },
        description: { anyOf: [{ maxLength: 1000 }, { type: 'null' }] },
      },
      required: ['title'],
      additionalProperties: false,
    });
  });
});

describe('a new id', () => {
  it('is a valid UUIDv7 with the time in it, and never the same', () => {
    const ids = Array.from({ length: 1000 }, () => newId(1_767_323_045_678));
    expect(new Set(ids).size).toBe(1000);
    for (const made of ids)
      expect([uuidTime(made), codes(task, { ...valid, id: made })]).toEqual([1_767_323_045_678, []]);
    expect(new Set(ids.map((made) => made[19])).size).toBe(4);
  });
});

function codes(schema: z.core.$ZodType, input: unknown): (string | undefined)[] {
  return z.safeParse(schema, input).error?.issues.map(({ code }) => code) ?? [];
}
