import type { Task } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import type { Moved } from '../undo/move.ts';
import { createListeners } from '../app/listeners.ts';
import { createDeletedHere } from './deleted-here.ts';

const at = '2026-01-01T00:00:00.000Z';

function setup() {
  const { subscribe, tell } = createListeners<[moves: readonly Moved[]]>();
  const deletedHere = createDeletedHere({ subscribe });
  let changes = 0;
  deletedHere.subscribe(() => changes++);
  return { tell, ids: () => deletedHere.list().map(({ id }) => id), changes: () => changes };
}

function task(id: string): Task {
  return { id, userId: 'u', title: id, description: null, complete: false, createdAt: at, updatedAt: at };
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
});
