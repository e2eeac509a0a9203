import { newId } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { difference, wrongShape } from './answers.ts';
import type { Call } from './contenders/contender.ts';

const id = newId();
const task = {
  id,
  userId: 'ada',
  title: 'Buy milk',
  description: null,
  complete: false,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
};
const byId: Call = { name: 'byId', id };
const create: Call = { name: 'create', title: 'Buy milk', description: null };
const list: Call = { name: 'list', limit: 2 };

describe('the shape of an answer', () => {
  it('is that of the wire, for the very call', () => {
    expect(wrongShape(byId, task)).toBeNull();
    expect(wrongShape(list, { tasks: [task, task], nextCursor: null })).toBeNull();
    expect(wrongShape({ name: 'batch', ids: [id, id] }, [task, task])).toBeNull();
    expect(wrongShape({ name: 'ping' }, { userId: 'ada', kind: 'key', scopes: [] })).toBeNull();
  });

  it.each<[string, Call, unknown]>([
    ['another task', { name: 'byId', id: newId() }, task],
    ['another title', { ...create, title: 'Sell milk' }, task],
    ['a field too many', byId, { ...task, seq: 1 }],
    ['a time as the database writes it', byId, { ...task, createdAt: '2026-11-20 10:00:00+00' }],
    ['a number for a boolean', byId, { ...task, complete: 0 }],
    ['more than was asked for', list, { tasks: [task, task, task], nextCursor: null }],
    ['nothing', list, { tasks: [], nextCursor: null }],
    ['fewer than were named', { name: 'batch', ids: [id, id] }, [task]],
    ['fewer than were pushed', { name: 'push', tasks: [] }, [task]],
  ])('is not %s', (_, call, content) => {
    expect(wrongShape(call, content)).toMatch(new RegExp(`^${call.name}`));
  });
});

describe('two answers', () => {
  it('differ by what a task is, and the place is named', () => {
    expect(difference(byId, task, task)).toBeNull();
    expect(difference(byId, task, { ...task, title: 'x' })).toBe('byId.title: "x" instead of "Buy milk"');
    expect(difference(list, { tasks: [task], nextCursor: 'a' }, { tasks: [task], nextCursor: null })).toBe(
      'list.nextCursor: null instead of "text"',
    );
    expect(difference(list, { tasks: [task] }, { tasks: [task, task] })).toMatch(/^list\.tasks\.1: /);
  });

  it('do not differ by what each server makes up', () => {
    const other = {
      ...task,
      id: newId(),
      createdAt: '2026-11-21T10:00:00.000Z',
      updatedAt: '2026-11-21T10:00:00.000Z',
    };
    expect(difference(create, task, other)).toBeNull();
    expect(difference(byId, task, other)).not.toBeNull();
    expect(difference(list, { tasks: [], nextCursor: 'a' }, { tasks: [], nextCursor: 'b' })).toBeNull();
  });
});
