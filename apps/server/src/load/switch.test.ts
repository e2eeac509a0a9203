import { expect, it } from 'vitest';
import { createSwitch } from './switch.ts';

it('begins after two looks above the one bound, ends after four below the other, and stays as it is between', () => {
  const isTooMuch = createSwitch({ above: 500, below: 100 });
  const looks = [600, 90, 600, 501, 300, 99, 99, 99, 300, 99, 99, 99, 99, 300, 501, 501];
  const found = looks.map((value) => (isTooMuch(value) ? '#' : '.')).join('');
  expect(found).toBe('...#########...#');
});
