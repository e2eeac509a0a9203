import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { add, row, signUp, tasksHeading } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();
const later = '**/assets/task-details-*.js';

/** Writes a note into the page that goes when it is loaded anew. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(globalThis, { isMarked: true }));
}

function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => 'isMarked' in globalThis);
}

it('a page whose code is gone because the server has another version loads itself anew', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  const other = await app.openTab();
  await other.route(later, (route) => route.abort());
  await other.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));
  await other.goto('/');
  await tasksHeading(other).waitFor();
  await mark(other);
  await add(other, 'kept');
  await other.route('/', (route) => route.fulfill({ body: '<script type="module" src="/assets/newer.js">' }), {
    times: 1,
  });
  await row(other, 'kept').hover();
  await other.getByRole('button', { name: 'Details: kept' }).click();
  await expect.poll(() => isMarked(other)).toBe(false);
  await row(other, 'kept').waitFor();
});

it('a page whose code cannot be loaded for want of a connection stays, with what is being written', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));
  await signUp(page);
  await mark(page);
  await add(page, 'kept');
  await page.context().setOffline(true);
  const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('/assets/task-details-'));
  const asked = page.waitForEvent('requestfailed', (request) => new URL(request.url()).pathname === '/');
  await row(page, 'kept').hover();
  await page.getByRole('button', { name: 'Details: kept' }).click();
  await Promise.all([failed, asked]);
  await add(page, 'and this');
  expect(await isMarked(page)).toBe(true);
  await page.context().setOffline(false);
});
