import { codePoints } from '@typedo/sdk';
import { expect, it } from 'vitest';
import { tasksIn } from './pasted.ts';

it('makes a task of each line, without the marks of a list', () => {
  const text = '- a\n* [x] b\r\n\n  1. c \n[ ] d\n2.5 kg flour\n-20 °C outside\n- [link](x)\n';
  expect(tasksIn(text).map(({ title, complete }) => (complete ? `${title}, done` : title))).toEqual([
    'a',
    'b, done',
    'c',
    'd',
    '2.5 kg flour',
    '-20 °C outside',
    '[link](x)',
  ]);
});

it('keeps a line that is too long for a title in the description', () => {
  const long = '🍅'.repeat(300);
  const [task] = tasksIn(long);
  expect(codePoints(task?.title ?? '')).toBe(200);
  expect(task?.description).toBe(long);
});
