import type { Task } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { countChange, fold, type Answer, type Part, type Write } from './fold.ts';
import { complete, create, edit, remove, restore, type Op } from './op.ts';

const milk = aTask('milk');
const part = (asOf: number, ...tasks: Task[]): Part => ({ asOf, tasks });
const underWay = (op: Op): Write => ({ op, error: null });
const refused = (op: Op): Write => ({ op, error: new Error('no') });
const answer = (at: number, task: Task, gone = false): Answer => ({ at, task, gone });
const later = (task: Task, change: Partial<Task>): Task => ({
  ...task,
  ...change,
  updatedAt: '2030-01-01T00:00:00.000Z',
});

describe('what the person sees', () => {
  it('is what the server sent, with what is under way on top', () => {
    const added = create('user', 'new');
    const writes = [underWay(added), underWay(edit(milk, { title: 'oat milk' })), underWay(complete(milk, true))];
    const rows = see(part(1, milk), undefined, [], writes);
    expect(rows).toEqual(['milk: oat milk, done, waiting', `${idOf(added)}: new, fresh, waiting`]);
    expect(see(part(1, milk), undefined, [], [underWay(remove(milk))])).toEqual([]);
    expect(see(part(1), undefined, [answer(2, milk, true)], [underWay(restore(milk))])).toEqual([
      'milk: milk, waiting',
    ]);
  });

  it('takes a refused write back by itself, and has it at the task, even where the task is gone', () => {
    const write = refused(edit(milk, { title: 'oat milk' }));
    for (const open of [part(1, milk), part(1)]) {
      expect(fold({ open, done: undefined }, [], [write])).toEqual([
        { task: milk, fresh: false, waiting: false, refused: write },
      ]);
    }
  });

  it('is not set back by a list that was asked for before a write was answered', () => {
    const done = later(milk, { complete: true });
    expect(see(part(1, milk), undefined, [answer(2, done)])).toEqual(['milk: milk, done']);
    expect(see(part(1, milk), undefined, [answer(2, milk, true)])).toEqual([]);
  });

  it('follows a list that was asked for after a write was answered', () => {
    const done = later(milk, { complete: true });
    expect(see(part(3), undefined, [answer(2, milk)])).toEqual([]);
    expect(see(part(3, milk), undefined, [answer(2, milk, true)])).toEqual(['milk: milk']);
    // Deleted elsewhere: the newer list of done tasks has it no more, the older list of open ones still does.
    expect(see(part(1, milk), part(3), [answer(2, done)])).toEqual([]);
    expect(see(part(1, milk), part(3, done), [answer(2, done)])).toEqual(['milk: milk, done']);
  });
});

it('counts what each write does', () => {
  const done = aTask('done', { complete: true });
  const changes = [
    create('user', 'new'),
    complete(milk, true),
    complete(done, false),
    complete(milk, false),
    edit(milk, { title: 'x' }),
  ];
  expect([...changes, remove(milk), remove(done), restore(done)].map(countChange)).toEqual([
    { open: 1, complete: 0 },
    { open: -1, complete: 1 },
    { open: 1, complete: -1 },
    { open: 0, complete: 0 },
    { open: 0, complete: 0 },
    { open: -1, complete: 0 },
    { open: 0, complete: -1 },
    { open: 0, complete: 1 },
  ]);
});

function see(open: Part | undefined, done: Part | undefined, answers: Answer[], writes: Write[] = []): string[] {
  return fold({ open, done }, answers, writes).map(({ task, fresh, waiting }) =>
    [`${task.id}: ${task.title}`, task.complete && 'done', fresh && 'fresh', waiting && 'waiting']
      .filter(Boolean)
      .join(', '),
  );
}

function idOf(op: Op): string {
  return op.type === 'create' ? op.task.id : op.before.id;
}

function aTask(name: string, fields: Partial<Task> = {}): Task {
  const at = '2026-01-01T00:00:00.000Z';
  return {
    id: name,
    userId: 'user',
    title: name,
    description: null,
    complete: false,
    createdAt: at,
    updatedAt: at,
    ...fields,
  };
}
