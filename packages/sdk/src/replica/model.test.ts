import { describe, expect, it } from 'vitest';
import { newId, type Task } from '../index.ts';
import { fold } from './fold.ts';
import { Model } from './model.ts';
import { againOp, createOp, deleteOp, restoreOp, updateOp, type Op } from './op.ts';
import { answeredStep, deltaStep, refusedOp, snapshotStep } from './steps.ts';

const begin = Date.parse('2026-01-02T03:04:05.000Z');
let count = 0;
const place = () => ({ order: ++count, now: begin + count });
const make = (title: string): Op & { type: 'create' } => {
  const op = createOp(place(), 'u', { title });
  if (op.type !== 'create') throw new Error('A create is a create');
  return op;
};
const row = (title: string): Task => make(title).task;
const acknowledged = (op: Op, cursor: string): Op => ({ ...op, state: { status: 'acknowledged', cursor } });
const refusal = { reason: 'TASK_NOT_FOUND', details: { id: newId() } } as const;

describe('what is seen of a task', () => {
  it('is the row with each op laid over it in turn', () => {
    const task = row('old');
    const [rename, describe, remove] = [
      updateOp(place(), task.id, { title: 'new' }),
      updateOp(place(), task.id, { description: 'more' }),
      deleteOp(place(), task.id),
    ];
    expect(fold(task, [])).toBe(task);
    expect(fold(task, [rename, describe])).toEqual({
      ...task,
      title: 'new',
      description: 'more',
      updatedAt: describe.at,
    });
    expect(fold(task, [rename, remove])).toBeUndefined();
    expect(fold(task, [remove, restoreOp(place(), task), rename])).toMatchObject({ title: 'new' });
  });

  it('has a change of another field by somebody else beside its own', () => {
    const task = row('old');
    const rename = updateOp(place(), task.id, { title: 'new' });
    expect(fold({ ...task, complete: true }, [rename])).toMatchObject({ title: 'new', complete: true });
  });

  it('is nothing when its row is gone, whatever is changed of it, and the row when that was already made', () => {
    const op = make('mine');
    expect(fold(undefined, [updateOp(place(), op.id, { title: 'x' }), deleteOp(place(), op.id)])).toBeUndefined();
    expect(fold(undefined, [op])).toEqual(op.task);
    const made = { ...op.task, createdAt: '2026-01-02T03:04:09.000Z' };
    expect(fold(made, [op])).toBe(made);
  });

  it('is younger than all that the server has made while it has not made it, so that no list shows it in between', () => {
    const model = new Model();
    const [first, second, back] = [make('first'), make('second'), row('back')];
    model.apply({ putOps: [first, second, restoreOp(place(), back)] });
    const late = '2026-12-02T03:04:05.000Z'; // the first was answered when the second had been written
    const changed = model.apply({ putRows: [{ ...first.task, createdAt: late, updatedAt: late }] });
    expect(changed).toEqual(new Set([first.id, second.id]));
    expect(model.view.get(second.id)).toEqual({ ...second.task, createdAt: late, updatedAt: late });
    expect(model.view.get(back.id)).toEqual(back);
  });

  it('is not changed by what was refused', () => {
    const task = row('old');
    expect(fold(task, [refusedOp(updateOp(place(), task.id, { title: 'x' }), refusal)])).toBe(task);
  });

  it('never becomes older by an op of a device whose clock is behind', () => {
    const task = { ...row('old'), updatedAt: '2027-01-01T00:00:00.000Z' };
    expect(fold(task, [updateOp(place(), task.id, { title: 'x' })])?.updatedAt).toBe(task.updatedAt);
  });
});

describe('an op', () => {
  it('is of the form that the contract allows, or none', () => {
    const { id } = row('t');
    expect(() => createOp(place(), 'u', { title: ' ' })).toThrow('too_small');
    expect(() => createOp(place(), 'u', { title: 't', description: 'd'.repeat(1001) })).toThrow('too_big');
    expect(() => updateOp(place(), id, {})).toThrow('at least one');
    expect(() => updateOp(place(), id, { title: undefined })).toThrow('at least one');
    expect(() => updateOp(place(), 'nonsense', { title: 't' })).toThrow('UUIDv7');
    expect(() => deleteOp(place(), id, { was: { title: '' } })).toThrow('too_small');
    expect(make('  trimmed  ').task.title).toBe('trimmed');
  });
});

describe('a second try', () => {
  it('changes fields of what has some, and says so of what has none', () => {
    const task = row('old');
    const rename = updateOp(place(), task.id, { title: 'new' });
    expect(againOp(place(), rename, { patch: { complete: true } })).toMatchObject({
      patch: { title: 'new', complete: true },
    });
    for (const op of [deleteOp(place(), task.id), restoreOp(place(), task)]) {
      expect(() => againOp(place(), op, { patch: { title: 'new' } })).toThrow(TypeError);
      expect(againOp(place(), op)).toMatchObject({ type: op.type, id: task.id });
    }
  });
});

describe('an acknowledged op', () => {
  it('stays to be seen until the rows show it, and is removed at once when they do already', () => {
    const model = new Model();
    const task = row('old');
    const op = updateOp(place(), task.id, { title: 'new' });
    model.apply({ putRows: [task], cursor: 'e.1', putOps: [op] });
    const outcome = { status: 'applied', task: { ...task, title: 'new' } } as const;
    model.apply(answeredStep(model, [op], [outcome], 'e.5'));
    model.apply(deltaStep(model, { cursor: 'e.4', tasks: [{ ...task, complete: true }], deletedIds: [] }));
    expect([model.view.get(task.id)?.title, model.isSettled]).toEqual(['new', false]);
    model.apply(deltaStep(model, { cursor: 'e.5', tasks: [{ ...task, title: 'new' }], deletedIds: [] }));
    expect([model.view.get(task.id)?.title, model.isSettled, model.opsOf(task.id)]).toEqual(['new', true, []]);
    const again = updateOp(place(), task.id, { title: 'newer' });
    model.apply({ putOps: [again] });
    expect(answeredStep(model, [again], [{ status: 'duplicate', first: outcome }], 'e.5')).toEqual({
      putOps: [],
      removeOps: [again.mutationId],
    });
  });

  it('waits again, in its old place, when the server begins another history', () => {
    const model = new Model();
    const [first, second] = [make('first'), make('second')];
    model.apply({ cursor: 'e.1', putOps: [acknowledged(first, 'e.5'), second] });
    model.apply(snapshotStep(model, 'f.1', []));
    expect([...model.ops('waiting').keys()]).toEqual([first.mutationId, second.mutationId]);
    expect([...model.view.keys()]).toEqual([first.id, second.id]);
  });

  it('waits again as well when a snapshot of the same history does not show it', () => {
    const model = new Model();
    const [first, second] = [make('first'), make('second')];
    model.apply({ cursor: 'e.9', putOps: [acknowledged(first, 'e.2'), acknowledged(second, 'e.5')] });
    model.apply(snapshotStep(model, 'e.2', [first.task]));
    expect([...model.ops('waiting').keys()]).toEqual([second.mutationId]);
    expect(model.ops('acknowledged').size).toBe(0);
  });
});

describe('a refused op', () => {
  it('is in its old place when it is there again', () => {
    const model = new Model();
    const [first, second] = [make('first'), make('second')].map((op) => refusedOp(op, refusal));
    model.apply({ putOps: [first!, second!] }); // both were made above
    model.apply({ removeOps: [first!.mutationId] });
    model.apply({ putOps: [first!] });
    expect([...model.ops('refused').values()]).toEqual([first, second]);
  });
});

describe('what is being deleted', () => {
  const setup = (...rows: Task[]) => {
    const model = new Model();
    model.apply({ putRows: rows, cursor: 'e.1' });
    return model;
  };

  it('is what a delete took away, as it was before, in the order of the deletes', () => {
    const [one, two, three] = [row('one'), row('two'), make('three')];
    const model = setup(one, two);
    expect(model.deleting()).toEqual([]);
    const rename = updateOp(place(), two.id, { title: 'TWO' });
    const removals = [two.id, three.id, one.id].map((id) => deleteOp(place(), id));
    model.apply({ putOps: [three, rename, ...removals] });
    expect(model.deleting()).toEqual([{ ...two, title: 'TWO', updatedAt: rename.at }, three.task, one]);
    model.apply({ putRows: [{ ...one, complete: true }], cursor: 'e.2' }); // somebody else's change
    expect(model.deleting()[2]).toEqual({ ...one, complete: true });
  });

  it('stays when what is gone is deleted or changed again, and not when it comes back or the delete is refused', () => {
    const task = row('task');
    const model = setup(task);
    const rename = refusedOp(updateOp(place(), task.id, { title: 'no' }), refusal);
    const remove = deleteOp(place(), task.id);
    model.apply({ putOps: [rename, remove] });
    const deleting = model.deleting();
    model.apply({ putOps: [deleteOp(place(), task.id), updateOp(place(), task.id, { title: 'too late' })] });
    expect(model.deleting()).toEqual([task]);
    expect(model.deleting()).toBe(deleting);
    model.apply({ putOps: [restoreOp(place(), task)] });
    expect([model.deleting(), model.view.has(task.id)]).toEqual([[], true]);
    const refusing = setup(task);
    refusing.apply({ putOps: [remove] });
    expect(refusing.deleting()).toEqual([task]);
    refusing.apply({ putOps: [refusedOp(remove, refusal)] });
    expect([refusing.deleting(), refusing.view.has(task.id)]).toEqual([[], true]);
  });

  it('is the server to tell as soon as its rows show it', () => {
    const [mine, theirs] = [row('mine'), row('theirs')];
    const model = setup(mine, theirs);
    const ops = [mine, theirs].map(({ id }) => deleteOp(place(), id));
    model.apply({ putOps: ops });
    model.apply({ putOps: [acknowledged(ops[0]!, 'e.5')] }); // there are two
    expect(model.deleting()).toEqual([mine, theirs]);
    model.apply(deltaStep(model, { cursor: 'e.4', tasks: [], deletedIds: [theirs.id] })); // another device did it too
    expect(model.deleting()).toEqual([mine]);
    model.apply(deltaStep(model, { cursor: 'e.5', tasks: [], deletedIds: [mine.id] }));
    expect(model.deleting()).toEqual([]);
  });
});

describe('a model', () => {
  it('tells exactly the tasks that look different, and keeps the objects of the others', () => {
    const model = new Model();
    const [one, two] = [row('one'), row('two')];
    expect(model.apply({ putRows: [one, two], cursor: 'e.2' })).toEqual(new Set([one.id, two.id]));
    expect(model.apply({ putRows: [{ ...one }], cursor: 'e.3' })).toEqual(new Set());
    expect(model.view.get(one.id)).toBe(one);
    const op = updateOp(place(), one.id, { title: 'one' }); // it changes the time alone
    expect(model.apply({ putOps: [op] })).toEqual(new Set([one.id]));
    expect(model.apply({ replaceBase: true, putRows: [two], cursor: 'f.1' })).toEqual(new Set([one.id]));
    expect(model.apply({ removeOps: [op.mutationId] })).toEqual(new Set());
  });

  it('shows after any steps what folding everything anew would show', () => {
    for (let seed = 1; seed <= 200; seed++) expectStepsFold(seed);
  });

  it('takes an edit among 100,000 tasks without touching the others', () => {
    const model = new Model();
    const one = row('one of many');
    const rows = Array.from({ length: 100_000 }, () => ({ ...one, id: newId() }));
    model.apply({ putRows: rows, cursor: 'e.1' });
    const views = [...model.view.values()];
    const edited = rows[50_000]!; // there are so many
    expect(model.apply({ putOps: [updateOp(place(), edited.id, { title: 'edited' })] })).toEqual(new Set([edited.id]));
    expect([...model.view.values()].filter((view, index) => view !== views[index])).toHaveLength(1);
  });
});

/** Random steps over few tasks, against a fold of all that is left in the end. */
function expectStepsFold(seed: number): void {
  let state = seed;
  const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  const model = new Model();
  const rows = new Map<string, Task>();
  const ops = new Map<string, Op>();
  const tasks = Array.from({ length: 4 }, (_, index) => row(`task ${index}`));
  for (let step = 0; step < 30; step++) {
    const task = tasks[random(4)]!; // there are four
    const known = [...ops.values()][random(ops.size + 1)];
    const made = [
      () => updateOp(place(), task.id, { title: `title ${random(3)}` }),
      () => updateOp(place(), task.id, { complete: random(2) === 1 }),
      () => deleteOp(place(), task.id),
      () => restoreOp(place(), task),
    ][random(6)]?.();
    const changed = made ?? (known && [refusedOp(known, refusal), acknowledged(known, 'e.9'), null][random(3)]);
    const put = random(3) === 0;
    const replaceBase = random(10) === 0;
    if (replaceBase) rows.clear();
    if (put) rows.set(task.id, { ...task, title: `row ${step}` });
    const row = rows.get(task.id);
    if (changed) ops.set(changed.mutationId, changed);
    else if (known) ops.delete(known.mutationId);
    model.apply({
      replaceBase,
      putRows: put && row ? [row] : [],
      putOps: changed ? [changed] : [],
      removeOps: !changed && known ? [known.mutationId] : [],
    });
  }
  const inOrder = [...ops.values()].toSorted((a, b) => a.order - b.order);
  const whole = tasks.flatMap(
    ({ id }) =>
      fold(
        rows.get(id),
        inOrder.filter((op) => op.id === id),
      ) ?? [],
  );
  expect({ seed, view: new Set(model.view.values()) }).toEqual({ seed, view: new Set(whole) });
  expect([...model.ops('waiting').values()]).toEqual(inOrder.filter((op) => op.state.status === 'waiting'));
}
