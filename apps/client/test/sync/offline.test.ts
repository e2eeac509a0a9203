import { eitherDatabase, often, patience } from '@typedo/server/testing/soak';
import { describe, expect, it } from 'vitest';
import { withBrowser } from '../setup-app.ts';
import { namesOf } from './changes.ts';
import { answersLost, closedAtOnce, leaderHangs, leaderKilled, type Scenario } from './scenarios.ts';
import { Tally } from './tally.ts';
import { expectSameEverywhere, setupWorld } from './world.ts';

const browser = withBrowser();
const none = { lost: 0, doubled: 0, outOfOrder: 0 };

/** Tries a scenario with 50 changes, five for each of ten tasks, once or often, and counts what came of it. */
async function tryOut(scenario: Scenario, dialect: (typeof eitherDatabase)[number]): Promise<Tally> {
  const tally = new Tally();
  for (let run = 0; run < often(1, 100); run++) {
    await using world = await setupWorld(browser(), dialect, { worker: scenario === closedAtOnce });
    const expected = (await scenario(world, namesOf(10), run)).map(({ effect }) => effect);
    const effects = await world.effects();
    tally.add(expected, effects);
    expect.soft(effects).toEqual(expected);
    await expectSameEverywhere(browser(), world);
  }
  return tally;
}

// What the server does is tried on both databases by its own tests, in every run.
describe.each(eitherDatabase)('%s', patience, (dialect) => {
  it('50 changes over two tabs, made offline and closed at once, have 50 effects in their order when they are opened again', async ({
    annotate,
  }) => {
    const tally = await tryOut(closedAtOnce, dialect);
    await annotate(String(tally), 'figure');
    expect(tally.faults).toEqual(none);
  });
});

describe('changes over two tabs, made offline, have one effect each, in their order', patience, () => {
  it.for([
    ['when the tab that sends them is killed in the middle of a push', leaderKilled],
    ['when answers of the server are lost', answersLost],
    ['when the tab that sends them hangs, and wakes up behind the one that took its place', leaderHangs],
  ] as const)('%s', async ([_name, scenario], { annotate }) => {
    const tally = await tryOut(scenario, 'sqlite');
    await annotate(String(tally), 'figure');
    expect(tally.faults).toEqual(none);
  });
});
