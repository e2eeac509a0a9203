import { expect, it } from 'vitest';
import { movedBy, offsetsOf, rowAt, startOf, usualHeight } from './row-offsets.ts';

const rows = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
const laid = (ids: string, heights: Record<string, number> = {}) => {
  const rows = [...ids].map((id) => ({ id }));
  return { rows, offsets: offsetsOf(rows, new Map(Object.entries({ a: 10, b: 10, c: 10, d: 10, ...heights }))) };
};

it('rows begin where those before them end, and one that was never measured has the usual height', () => {
  expect([...offsetsOf(rows, new Map([['a', 10], ['c', 90.5]]))]).toEqual([
    0,
    10,
    10 + usualHeight,
    100.5 + usualHeight,
    100.5 + 2 * usualHeight,
  ]); // prettier-ignore
  expect([...offsetsOf([], new Map())]).toEqual([0]);
});

it('finds the row at a place, and the nearest one where there is none', () => {
  const { offsets } = laid('abcd', { b: 30 });
  expect([-5, 0, 9.9, 10, 39, 40, 49, 50, 999].map((place) => rowAt(offsets, place))).toEqual([
    0, 0, 0, 1, 1, 2, 2, 3, 3,
  ]);
  expect(rowAt(offsetsOf([], new Map()), 0)).toBe(-1);
  expect(startOf(offsets, 3)).toBe(50);
});

it('finds the row at every place of a long list as a walk along it does', () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ id: String(index) }));
  const offsets = offsetsOf(many, new Map(many.map(({ id }, index) => [id, 1 + ((index * 7919) % 60)])));
  for (let place = 0; place < startOf(offsets, 500); place += 3)
    expect(rowAt(offsets, place)).toBe(offsets.findLastIndex((start, index) => index < 500 && start <= place));
});

it('says how far the rows of a window moved: those above came, went or grew; one that alone went elsewhere does not count', () => {
  const seen = { top: 15, height: 20 }; // b, c and d
  expect(movedBy(laid('abcd'), laid('xabcd', { x: 12 }), seen)).toBe(12);
  expect(movedBy(laid('abcd'), laid('bcd'), seen)).toBe(-10);
  expect(movedBy(laid('abcd'), laid('abcd', { a: 25 }), seen)).toBe(15);
  expect(movedBy(laid('abcd'), laid('abcdx', { d: 40 }), seen)).toBe(0);
  expect(movedBy(laid('abcd'), laid('bacd'), seen)).toBe(0);
  expect(movedBy(laid('abcd'), laid('xyz'), seen)).toBe(0);
  expect(movedBy(laid(''), laid('abcd'), seen)).toBe(0);
});
