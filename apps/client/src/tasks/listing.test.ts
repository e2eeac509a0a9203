import { fieldsOf, taskOrder, type Task } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { arrangementOf } from './arrangement.ts';
import { createListing } from './listing.ts';

describe('a list of tasks', () => {
  it('puts what changes into its place, as if all were arranged anew', () => {
    for (const order of taskOrder.options) {
      const world = setup(200);
      const arrangement = arrangementOf('open', order, 'a', new WeakMap());
      const { tasks, subscribe } = createListing(world, world, arrangement);
      subscribe(() => {});
      for (let turn = 0; turn < 300; turn++) {
        world.change(turn);
        expect(tasks()).toEqual(createListing(world, world, arrangement).tasks());
      }
    }
  });

  it('is the same array when nothing of it changed, and has the same objects', () => {
    const world = setup(50);
    const { tasks, subscribe } = createListing(world, world, arrangementOf('done', 'newest', '', new WeakMap()));
    let calls = 0;
    subscribe(() => calls++);
    const before = tasks();
    world.put({ ...aTask(999), complete: false });
    expect(tasks()).toBe(before);
    world.put({ ...aTask(1000), complete: true });
    expect(tasks().filter((task) => before.includes(task))).toEqual(before);
    expect(calls).toBe(2);
  });

  it('searches ten thousand tasks within 50 ms, in any script', () => {
    const world = setup(10_000);
    const folded = new WeakMap();
    createListing(world, world, arrangementOf('all', 'newest', 'x', folded)); // the first letter folds all texts
    const times = ['задача 12', 'STRAßE 7', '_%', 'a'].map((text) => {
      const begun = performance.now();
      createListing(world, world, arrangementOf('all', 'newest', text, folded));
      return performance.now() - begun;
    });
    expect(times.toSorted((one, other) => one - other)[2]).toBeLessThan(50);
  });

  it('finds a literal part of title or description, whatever its case', () => {
    const { fits } = arrangementOf('all', 'newest', '50% ß', new WeakMap());
    const found = (fields: Partial<Task>) => fits({ ...aTask(1), ...fields });
    expect(found({ title: '50% ß' })).toBe(true);
    expect(found({ title: 'x', description: 'and 50% ß there' })).toBe(true);
    expect(found({ title: '50 ß' })).toBe(false);
    expect(found({ title: '50% SS' })).toBe(false);
    expect(found({ title: '50%', description: ' ß' })).toBe(false);
  });
});

function setup(count: number) {
  const tasks = new Map(Array.from({ length: count }, (_, index) => [idOf(index), aTask(index)] as const));
  const listeners = new Set<(ids: ReadonlySet<string>) => void>();
  const world = {
    tasks: tasks as ReadonlyMap<string, Task>,
    version: 0,
    subscribe(listener: (ids: ReadonlySet<string>) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(...ids: string[]) {
      world.version++;
      for (const listener of listeners) listener(new Set(ids));
    },
    put(task: Task) {
      tasks.set(task.id, task);
      world.tell(task.id);
    },
    /** Adds, changes and deletes in turn. */
    change(turn: number) {
      const id = idOf((turn * 37) % count);
      const task = tasks.get(id);
      if (turn % 3 === 0) return world.put(aTask(count + turn));
      if (turn % 3 === 1 || !task) {
        tasks.delete(id);
        return world.tell(id);
      }
      world.put({ ...task, complete: !task.complete, title: `${task.title} a`, updatedAt: timeOf(count + turn) });
    },
  };
  return world;
}

function aTask(index: number): Task {
  return {
    id: idOf(index),
    userId: 'ada',
    ...fieldsOf({
      title: `${['Task', 'Straße', 'Задача', 'Öl'][index % 4] ?? ''} ${String((index * 7919) % 1000)}`,
      description: index % 2 === 0 ? 'Eine kleine Notiz über Ähren, и ещё одна. '.repeat(2) : null,
      complete: index % 3 === 0,
    }),
    createdAt: timeOf(index),
    updatedAt: timeOf(index),
  };
}

function idOf(index: number): string {
  return `01900000-0000-7000-8000-${String(index).padStart(12, '0')}`;
}

function timeOf(index: number): string {
  return new Date(1_700_000_000_000 + Math.floor(index / 3) * 1000).toISOString();
}
