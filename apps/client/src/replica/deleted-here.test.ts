import { fieldsOf, type Task } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import type { Moved } from '../undo/move.ts';
import { createListeners } from '../app/listeners.ts';
import { createDeletedHere } from './deleted-here.ts';

const at = '2026-01-01T00:00:00.000Z';

function setup(...waiting: readonly Task[]) {
  const { subscribe, tell } = createListeners<[moves: readonly Moved[]]>();
  const news = createListeners<[ids: ReadonlySet<string>]>();
  const replica: { deleting: readonly Task[] } = { deleting: waiting };
  const deletedHere = createDeletedHere({ subscribe }, news, replica);
  let changes = 0;
  deletedHere.subscribe(() => changes++);
  const wait = (...deleting: readonly Task[]) => {
    replica.deleting = deleting;
    news.tell(new Set());
  };
  return {
    tell,
    wait,
    list: deletedHere.list,
    ids: () => deletedHere.list().map(({ id }) => id),
    changes: () => changes,
  };
}

function task(id: string): Task {
  return { id, userId: 'u', ...fieldsOf({ title: id }), createdAt: at, updatedAt: at };
}

const deleted = (id: string): Moved => ({ id, from: task(id), to: null });
const restored = (id: string): Moved => ({ id, from: null, to: task(id) });

describe('what was deleted on this page', () => {
  it('has the last deleted first, and no more what came back', () => {
    const { tell, ids } = setup();
    tell(['a', 'b', 'c'].map(deleted));
    expect(ids()).toEqual(['c', 'b', 'a']);
    tell([restored('b')]);
    tell([deleted('a')]);
    expect(ids()).toEqual(['a', 'c']);
  });

  it('changes once for a step, however many tasks that is about, and not for a change of texts', () => {
    const { tell, ids, changes } = setup();
    tell(Array.from({ length: 10_000 }, (_, index) => deleted(String(index))));
    expect([ids().length, changes()]).toEqual([10_000, 1]);
    tell([{ id: 'x', from: task('x'), to: { ...task('x'), title: 'y' } }]);
    expect(changes()).toBe(1);
  });
  it('has what an earlier visit or another tab deleted and did not send, once, also when it is sent, until it comes back', () => {
    const [a, b, c] = [task('a'), task('b'), task('c')];
    const { tell, wait, ids, list, changes } = setup(a, b);
    expect(ids()).toEqual(['b', 'a']);
    tell([{ id: 'c', from: c, to: null }]);
    wait(a, b, c);
    expect([ids(), changes()]).toEqual([['c', 'b', 'a'], 1]);
    const renamed = { ...b, title: 'B' };
    wait(a, renamed, c);
    expect(list()).toEqual([c, renamed, a]);
    tell([restored('a')]);
    wait();
    expect(ids()).toEqual(['c', 'b']);
  });
});
