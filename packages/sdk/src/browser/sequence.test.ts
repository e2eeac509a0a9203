import { expect, it } from 'vitest';
import type { Step } from '../replica/storage.ts';
import { Sequence } from './sequence.ts';

const steps = Array.from({ length: 9 }, (_, index): Step => ({ cursor: `e.${index}` }));
const [first = {}, second = {}, third = {}] = steps;

it('shows steps in their order, and reads what is too large for a message once, with what came meanwhile', async () => {
  const { sequence, shown, kept, reads } = setup();
  sequence.start(0);
  const late = sequence.arrive({ version: 2, step: second });
  await sequence.arrive({ version: 1, step: first });
  await late;
  expect(shown).toEqual([first, second]);
  kept.version = 9;
  await Promise.all(
    steps.slice(2).map((step, index) => sequence.arrive({ version: 3 + index, step: index ? step : null })),
  );
  expect(shown.at(-1)).toBe(9);
  expect(reads()).toBe(1);
  sequence.end();
});

it('lays nothing over what is shown when the storage was lost, before it has read what is there', async () => {
  const { sequence, shown, kept, reads } = setup();
  sequence.start(7);
  const waiting = sequence.arrive({ version: 9, step: third });
  kept.version = 1;
  sequence.restart();
  await waiting;
  await sequence.arrive({ version: 1, step: first });
  expect(shown).toEqual([1]);
  expect(reads()).toBe(1);
  await sequence.arrive({ version: 2, step: second });
  expect(shown).toEqual([1, second]);
  sequence.end();
});

it('lets nobody wait behind its end, and shows nothing more, though it is ended twice', async () => {
  const { sequence, shown } = setup();
  sequence.start(0);
  const waiting = sequence.arrive({ version: 2, step: second });
  sequence.end();
  sequence.end();
  await waiting;
  await sequence.arrive({ version: 1, step: first });
  await sequence.catchUp();
  expect(shown).toEqual([]);
});

/** A sequence over a storage of which only the version is known; what it shows are steps, and the versions that it read. */
function setup() {
  const kept = { version: 0 };
  const shown: (Step | number)[] = [];
  let reads = 0;
  const sequence = new Sequence({
    load: () => {
      reads++;
      return Promise.resolve({ rows: [], cursor: null, isComplete: true, ops: [], version: kept.version });
    },
    version: () => Promise.resolve(kept.version),
    take: (step) => shown.push(step),
    replace: ({ version }) => shown.push(version),
  });
  return { sequence, shown, kept, reads: () => reads };
}
