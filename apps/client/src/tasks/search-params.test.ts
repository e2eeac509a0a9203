import { expect, it } from 'vitest';
import { tasksSearch } from './search-params.ts';

it('reads an address, and takes what makes no sense as not said', () => {
  const nothing = { view: undefined, order: undefined, q: undefined, task: undefined };
  expect(tasksSearch({})).toEqual(nothing);
  expect(tasksSearch({ view: 'open', order: 'newest', q: '', task: 5, other: 'x' })).toEqual(nothing);
  expect(tasksSearch({ view: ['done'], order: { x: 1 }, q: ['a'] })).toEqual(nothing);
  expect(tasksSearch({ view: 'trash', order: 'title', q: 12, task: 'id' })).toEqual({
    view: 'trash',
    order: 'title',
    q: '12',
    task: 'id',
  });
});
