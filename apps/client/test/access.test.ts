import { expect, it } from 'vitest';
import { addElsewhere, edit, kept, row, sent, signUp } from './journey.ts';
import { unruly } from './sample-tasks.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();

it('can be used by the keyboard alone, and never loses the focus', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName);
  for (const title of ['Third', 'Second', 'First']) {
    await page.keyboard.type(title);
    await page.keyboard.press('Enter');
    await row(page, title).waitFor();
  }
  await sent(page);
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Done: First');
  await page.keyboard.press('Space');
  await row(page, 'First').waitFor({ state: 'detached' });
  expect(await focused()).toBe('Done: Second');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  expect(await focused()).toBe('Edit: Second');
  await page.keyboard.press('Enter');
  await page.keyboard.type(' time');
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('Edit: Second time');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Delete: Second time');
  await page.keyboard.press('Enter');
  await row(page, 'Second time').waitFor({ state: 'detached' });
  expect(await focused()).toBe('Delete: Third');
  await page.keyboard.press('Enter');
  await row(page, 'Third').waitFor({ state: 'detached' });
  expect(await focused()).toBe('INPUT');
  await sent(page);
  expect(await kept(page)).toEqual([['First', null, true]]);
});

it('fits a screen of 320 pixels, whatever the titles', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { viewport: { width: 320, height: 640 } } });
  const { page } = app;
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.goto('/sign-in');
  await page.getByLabel('Password').waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
  await signUp(page, 'A'.repeat(100));
  await addElsewhere(page, unruly);
  await page.goto('/?view=all');
  await row(page, 'Reply to Tomás').waitFor();
  const overlaps = () =>
    page.evaluate(() => {
      const boxes = [...document.querySelectorAll('[data-row]')]
        .map((row) => row.getBoundingClientRect())
        .toSorted((one, other) => one.top - other.top);
      return boxes.filter((box, index) => index > 0 && Math.abs(box.top - (boxes[index - 1]?.bottom ?? 0)) > 1).length;
    });
  await expect.poll(overlaps).toBe(0);
  expect(await page.locator('[aria-current]').allTextContents()).toEqual([expect.stringContaining('All')]);
  await page.setViewportSize({ width: 600, height: 640 });
  await expect.poll(overlaps).toBe(0);
  await page.setViewportSize({ width: 320, height: 640 });
  await expect.poll(overlaps).toBe(0);
  await edit(page, unruly[6]?.title ?? '');
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
});
