import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { en } from '../src/texts/en.ts';
import { add, comeAgain, kept, row, sent, signUp, status, tasksHeading, titles, viewLink } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

// What waits on the device to be deleted is in its trash, whoever looks there and when.

const browser = withBrowser();
const withWorker = { serviceWorkers: 'allow' } as const;

it('shows in the trash what was deleted without a connection, also on a later visit without one, and brings it back', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page } = app;
  await signUp(page);
  await comeAgain(page);
  for (const title of ['stays', 'comes back', 'goes']) await add(page, title);
  await sent(page);
  await page.context().setOffline(true);
  for (const title of ['comes back', 'goes']) {
    await row(page, title).hover();
    await page.getByRole('button', { name: `Delete: ${title}` }).click();
  }
  await status(page).getByText('2 waiting').waitFor();
  await page.reload();
  await tasksHeading(page).waitFor();
  await expect.poll(() => titles(page)).toEqual(['stays']);

  await viewLink(page, 'Trash').click();
  await expect.poll(() => titles(page)).toEqual(['goes', 'comes back']);
  await page.getByText(en.trashNote).waitFor();
  await page.getByRole('button', { name: 'Bring back: comes back' }).click();
  await expect.poll(() => titles(page)).toEqual(['goes']);
  await viewLink(page, 'Open').click();
  await expect.poll(() => titles(page)).toEqual(['comes back', 'stays']);

  // The server hears of it; the trash goes on showing it, once.
  await viewLink(page, 'Trash').click();
  await row(page, 'goes').waitFor();
  await watchRows(page);
  await page.context().setOffline(false);
  await page.getByText(en.trashNote).waitFor({ state: 'detached' });
  await expect.poll(() => viewLink(page, 'Trash').textContent()).toContain('1');
  await sent(page);
  expect([await titles(page), await rowCounts(page)]).toEqual([['goes'], [1]]);
  expect((await kept(page)).map(([title]) => title)).toEqual(['comes back', 'stays']);
  await page.reload();
  await expect.poll(() => titles(page)).toEqual(['goes']);
});

/** Notes how many rows are drawn from now on, at each change of the page. */
async function watchRows(page: Page): Promise<void> {
  await page.evaluate(() => {
    const counts = new Set<number>();
    const look = () => counts.add(document.querySelectorAll('[data-part=title]').length);
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    Object.assign(globalThis, { rowCounts: () => [...counts] });
  });
}

const rowCounts = (page: Page) => page.evaluate('rowCounts()');
