import type { Page } from 'playwright-core';
import { hang } from '../hanging.ts';
import { changesOf, makeInTurn, pending, type Change } from './changes.ts';
import { expectSoon, type World } from './world.ts';

/** What goes wrong between the making of changes and their arrival. Each ends with tabs that have sent all, and says what it has made. */
export type Scenario = (world: World, names: readonly string[], run: number) => Promise<readonly Change[]>;

/** Both tabs are closed at once behind the last change, while nothing can be sent, and two others begin without a connection. */
export const closedAtOnce: Scenario = async (world, names) => {
  const tabs = await openTwo(world);
  await Promise.all(tabs.map((tab) => tab.evaluate(() => navigator.serviceWorker.ready)));
  await world.line.cut();
  const changes = names.flatMap(changesOf);
  await makeInTurn(tabs, changes);
  await Promise.all(tabs.map((tab) => tab.close()));

  const again = await openTwo(world);
  await allPending(again, changes.length);
  await world.reconnect();
  await allPending(again, 0);
  return changes;
};

/** The tab that speaks with the server ends while a push is under way, which the server has done, or never got. */
export const leaderKilled: Scenario = async (world, names, run) => {
  const { leader, followers, push, first, rest } = await beginPush(world, names);
  if (run % 2 === 0) await push.fetch(); // the server has done it, and the tab will never know
  await kill(leader, run % 4 < 2);
  await allPending(followers, 0);
  await expectSoon(() => world.duplicates).toBe(run % 2 === 0 ? first.length : 0);
  return [...first, ...rest];
};

/** The line breaks behind each of the first pushes, when the server has done it and before the tab hears of it. */
export const answersLost: Scenario = async (world, names) => {
  const { tabs, first, rest } = await begin(world, names);
  const all = [tabs.leader, ...tabs.followers];
  for (let lost = 0; lost < 3; lost++) {
    const held = world.holdPush();
    await world.reconnect();
    const push = await held;
    world.line.mute();
    await push.continue();
    await expectSoon(async () => (await world.effects()).length).toBe(first.length);
    await world.line.cut();
  }
  await makeInTurn(all, rest, first.length);
  await world.reconnect();
  await allPending(all, 0);
  await expectSoon(() => world.duplicates).toBe(first.length);
  return [...first, ...rest];
};

/** The tab that speaks with the server hangs while a push is under way, another takes its place, and it wakes up behind that. */
export const leaderHangs: Scenario = async (world, names, run) => {
  const { leader, followers, push, first, rest } = await beginPush(world, names);
  const goOn = await hang(leader);
  if (run % 2 === 0) await push.continue();
  await allPending(followers, 0);
  await expectSoon(() => world.duplicates).toBe(run % 2 === 0 ? first.length : 0);
  await goOn();
  if (run % 2 === 1) await push.continue().catch(() => {}); // the tab has given it up
  await allPending([leader, ...followers], 0);
  const last = changesOf('after it all').slice(0, 1);
  await makeInTurn([leader], last);
  await allPending([leader, ...followers], 0);
  await expectSoon(() => world.server.http.streams.size).toBe(1);
  return [...first, ...rest, ...last];
};

/** Two tabs, cut off, in which most of the changes are made; the rest is for later. */
async function begin(world: World, names: readonly string[]) {
  const both = await openTwo(world);
  const tabs = await world.rolesOf(both);
  await world.line.cut();
  const first = names.slice(0, -1).flatMap(changesOf);
  await makeInTurn(both, first);
  await allPending(both, first.length);
  return { tabs, first, rest: names.slice(-1).flatMap(changesOf) };
}

/** The same, and a push under way from the tab that leads, with the rest made behind it in the other one. */
async function beginPush(world: World, names: readonly string[]) {
  const { tabs, first, rest } = await begin(world, names);
  const held = world.holdPush();
  await world.reconnect();
  const push = await held;
  await makeInTurn(tabs.followers, rest, first.length);
  return { ...tabs, push, first, rest };
}

async function openTwo(world: World): Promise<Page[]> {
  return [await world.open(), await world.open()];
}

async function allPending(tabs: readonly Page[], count: number): Promise<void> {
  await Promise.all(tabs.map((tab) => pending(tab, count)));
}

/** Ends a tab, as a person does or as a process dies. */
async function kill(page: Page, isClosed: boolean): Promise<void> {
  if (isClosed) return page.close();
  const crashed = page.waitForEvent('crash');
  const cdp = await page.context().newCDPSession(page);
  cdp.send('Page.crash').catch(() => {}); // a process that is gone does not answer
  await crashed;
  await page.close();
}
