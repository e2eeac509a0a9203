import { expect, it } from 'vitest';
import { Batches } from './batches.ts';

it('finds each op that a server refuses by few pushes, lets all others through in their order, and goes on with whole batches', () => {
  for (const bad of [[0], [99], [37], [0, 99], [10, 11, 12], [150], []]) {
    const { order, refused, pushes } = pushAll(200, new Set(bad));
    expect(refused).toEqual(bad);
    expect(order).toEqual(Array.from({ length: 200 }, (_, index) => index).filter((op) => !bad.includes(op)));
    expect(pushes).toBeLessThanOrEqual(3 + bad.length * 9);
  }
});

it('goes on with whole batches when nobody was to blame', () => {
  const batches = new Batches(100);
  batches.refused(100);
  expect(batches.size).toBe(50);
  batches.passed(50);
  batches.passed(25);
  batches.passed(25);
  expect(batches.size).toBe(100);
});

function pushAll(count: number, bad: Set<number>) {
  const batches = new Batches(100);
  const waiting = Array.from({ length: count }, (_, index) => index);
  const [order, refused]: number[][] = [[], []];
  let pushes = 0;
  while (waiting.length > 0) {
    pushes++;
    const batch = waiting.slice(0, batches.size);
    if (!batch.some((op) => bad.has(op))) {
      batches.passed(batch.length);
      order!.push(...waiting.splice(0, batch.length)); // made above
    } else {
      if (batch.length === 1) refused!.push(...waiting.splice(0, 1)); // made above
      batches.refused(batch.length);
    }
  }
  return { order, refused, pushes };
}
