import { expect, it } from 'vitest';
import { Batches } from './batches.ts';

it('finds each op that a server refuses by few pushes, lets all others through in their order, and goes on with whole batches', () => {
  for (const bad of [[0], [99], [37], [0, 99], [10, 11, 12], [150], []]) {
    const { order, refused, pushes } = pushAll(200, new Set(bad));
    expect(refused).toEqual(bad);
    expect(order).toEqual(Array.from({ length: 200 }, (_, index) => index).filter((op) => !bad.includes(op)));
    expect(pushes).toBeLessThanOrEqual(3 + bad.length * 15);
  }
});

it('does not begin with whole batches again for each of many that are bad', () => {
  const all = Array.from({ length: 200 }, (_, index) => index);
  expect(pushAll(200, new Set(all)).pushes).toBeLessThanOrEqual(208);
  expect(pushAll(200, new Set(all.filter((op) => op % 2 === 0))).pushes).toBeLessThanOrEqual(408);
});

it('sends half as many after those that took too long, and more again when they come through', () => {
  const batches = new Batches(100);
  batches.tooLong(100);
  expect(batches.size).toBe(50);
  batches.tooLong(1);
  expect(batches.size).toBe(1);
  for (let sent = 1; sent <= 64; sent *= 2) batches.passed(batches.size);
  expect(batches.size).toBe(100);
});

it('goes on with whole batches when nobody was to blame', () => {
  const batches = new Batches(100);
  batches.refused(100);
  expect(batches.size).toBe(50);
  for (let pushes = 0; pushes < 20; pushes++) batches.passed(batches.size);
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
