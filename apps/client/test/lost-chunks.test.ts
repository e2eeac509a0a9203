import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { add, quickAdd, row, signUp, tasksHeading } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();
const later = '**/assets/task-details-*.js';

/** Sees to it that code comes only when it is asked for. */
async function withoutIdle(page: Page): Promise<void> {
  await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));
}

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
  await withoutIdle(other);
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
  await withoutIdle(page);
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

it('a part whose code could not be loaded is there when it is asked for again with a connection', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await withoutIdle(page);
  await signUp(page);
  await add(page, 'kept');
  await page.context().setOffline(true);
  const title = page.getByRole('button', { name: 'Edit: kept', exact: true });
  const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('/assets/task-editor-'));
  await title.click();
  await failed;
  await title.waitFor(); // the row is read on
  await mark(page);
  await page.context().setOffline(false);
  await title.click();
  // Chromium keeps in mind that there was no such code until the page is loaded anew.
  await expect.poll(() => isMarked(page).catch(() => true)).toBe(false);
  await title.click();
  expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('kept');
});

it('a page whose code cannot be loaded says so, and is there when one comes to it again', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await withoutIdle(page);
  await signUp(page);
  await mark(page);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Account settings' }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole('menuitem', { name: 'Account settings' }).click();
  await page.getByRole('button', { name: 'Load again' }).waitFor();
  expect(await isMarked(page)).toBe(true);
  await page.context().setOffline(false);
  await page.goBack();
  await tasksHeading(page).waitFor();
  expect(await isMarked(page)).toBe(true);
});

it('a page in which something is being written is not loaded anew for its code', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await withoutIdle(page);
  await page.route(later, (route) => route.abort());
  await signUp(page);
  await add(page, 'kept');
  await mark(page);
  await quickAdd(page).fill('half a tho');
  await page.route('/', (route) => route.fulfill({ body: '<script type="module" src="/assets/newer.js">' }), {
    times: 1,
  });
  const asked = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/');
  await row(page, 'kept').hover();
  await page.getByRole('button', { name: 'Details: kept' }).click();
  await asked;
  expect(await quickAdd(page).inputValue()).toBe('half a tho');
  expect(await isMarked(page)).toBe(true);
});
