import { eitherDatabase } from '@typedo/server/testing/soak';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { add, quickAdd, row, tasksHeading, titles } from '../journey.ts';
import { openProfile } from '../profile.ts';
import { withBrowser } from '../setup-app.ts';
import { expectSoon, setupWorld, signInBy } from './world.ts';

const browser = withBrowser();

// How changes come to a server is tried on both databases by its own tests, in every run.
describe.each(eitherDatabase)('%s', (dialect) => {
  it('a change in one browser appears in another without a reload', async ({ annotate }) => {
    await using world = await setupWorld(browser(), dialect);
    await using elsewhere = await openProfile(browser(), world.server.url);
    await signInBy(elsewhere, world.server.url, world.ada);
    const [here, there] = [await world.open(), await elsewhere.openTab()];
    await there.goto('/');
    await tasksHeading(there).waitFor();
    await here.locator('[data-status=live]').waitFor({ state: 'attached' });
    await there.locator('[data-status=live]').waitFor({ state: 'attached' });
    await watchKeys(here);
    await watchPaints(there);

    const all = Array.from({ length: 100 }, (_, index) => `change ${String(index)}`);
    for (const title of all) {
      await add(here, title);
      await row(there, title).waitFor();
    }
    const pressed = await here.evaluate(() => marks);
    const painted = await there.evaluate(() => marks);
    const times = all.map((title) => (painted[title] ?? NaN) - (pressed[title] ?? NaN)).toSorted((a, b) => a - b);
    const at = (share: number) => times[Math.floor(times.length * share)]?.toFixed(0);
    await annotate(`of ${times.length} changes, key to paint: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`, 'figure');
    expect(times.filter(Number.isNaN)).toEqual([]);
    const drawn = await titles(there);
    expect(drawn).toEqual(all.toReversed().slice(0, drawn.length));
  });
});

it('six tabs are all live, over one stream', async () => {
  await using world = await setupWorld(browser(), 'sqlite');
  const tabs: Page[] = [];
  for (let count = 0; count < 6; count++) tabs.push(await world.open());
  const elsewhere = world.ada.typedo().task;
  const { id } = await elsewhere.create.mutate({ title: 'from elsewhere' });
  for (const tab of tabs) await row(tab, 'from elsewhere').waitFor();
  for (const [index, tab] of tabs.entries()) await add(tab, `from tab ${String(index)}`);
  await elsewhere.update.mutate({ id, patch: { title: 'changed elsewhere' } });
  const expected = ['changed elsewhere', ...tabs.map((_, index) => `from tab ${String(index)}`)];
  for (const tab of tabs) await expectSoon(() => titles(tab)).toEqual(expected);
  for (const tab of tabs) await tab.locator('[data-status=live]').waitFor({ state: 'attached' });
  expect(world.server.http.streams.size).toBe(1);
  expect(world.streaming.size).toBe(1);
  await Promise.all(tabs.slice(0, 3).map((tab) => tab.close())); // whichever had the stream, one has it afterwards
  await elsewhere.delete.mutate({ id });
  for (const tab of tabs.slice(3)) await row(tab, 'changed elsewhere').waitFor({ state: 'detached' });
  await expectSoon(() => world.server.http.streams.size).toBe(1);
});

// In the pages: when something happened, in milliseconds since 1970 by the clock of the machine that both share.
declare const marks: Record<string, number>;

/** Notes when Enter was pressed behind a title. */
async function watchKeys(page: Page): Promise<void> {
  await quickAdd(page).evaluate((input: HTMLInputElement) => {
    Object.assign(globalThis, { marks: {} });
    const note = ({ key, timeStamp }: KeyboardEvent) => {
      if (key === 'Enter') marks[input.value] = performance.timeOrigin + timeStamp;
    };
    input.addEventListener('keydown', note, { capture: true });
  });
}

/** Notes when a title was first painted. */
async function watchPaints(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.assign(globalThis, { marks: {} });
    const painted = () => {
      const now = performance.timeOrigin + performance.now();
      for (const { textContent } of document.querySelectorAll('[data-part=title] span')) marks[textContent] ??= now;
    };
    // The task behind a frame begins when the frame is painted.
    const look = () => requestAnimationFrame(() => setTimeout(painted));
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}
