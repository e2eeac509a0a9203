import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { addElsewhere, addLines, quickAdd, row, sent, signUp, titles } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();

it('draws of a long list what is in sight, wherever one scrolls, and keeps the row that has the focus', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await fill(page, 600);
  await scrollTo(page, 0);
  await page.keyboard.press('j');
  const top = await focused(page);
  for (const place of [12_000, 25_000, 3_000, 0, 25_700]) {
    await scrollTo(page, place);
    expect(await gaps(page)).toEqual([]);
    expect((await titles(page)).length).toBeLessThan(80);
    expect(await focused(page)).toBe(top);
  }
  await page.keyboard.press('j');
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeLessThan(300);
  await page.keyboard.press('k');
  expect(await focused(page)).toBe(top);
});

it('leaves what one reads where it is when tasks above it come, go and grow', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await fill(page, 200);
  await scrollTo(page, 4_000);
  const place = (await inSight(page))[3] ?? { title: '', top: 0 };
  const isThere = () => inSight(page).then((rows) => rows.find(({ title }) => title === place.title)?.top ?? NaN);
  await addElsewhere(page, [{ title: 'a title so long that it takes several lines '.repeat(4) }, { title: 'another' }]);
  await expect.poll(() => count(page)).toBe(202);
  expect(await isThere()).toBeCloseTo(place.top, 0);
  await scrollTo(page, 0);
  await row(page, 'another').waitFor(); // which measures those that came
  await scrollTo(page, 4_000);
  const later = (await inSight(page))[3] ?? { title: '', top: 0 };
  const other = await app.openTab();
  await other.goto('/');
  await row(other, 'another').hover();
  await other.getByRole('button', { name: 'Delete: another' }).click();
  await sent(other);
  await expect.poll(() => count(page)).toBe(201);
  expect((await inSight(page)).find(({ title }) => title === later.title)?.top).toBeCloseTo(later.top, 0);
});

it('shows a task that is added at the top to who is there, without moving the page', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await fill(page, 200);
  await scrollTo(page, 0);
  await quickAdd(page).fill('new');
  await quickAdd(page).press('Enter');
  await row(page, 'new').waitFor();
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  expect((await titles(page))[0]).toBe('new');
});

/** Makes so many tasks, every seventh of several lines, and waits until all are there. */
async function fill(page: Page, many: number): Promise<void> {
  const title = (index: number) =>
    `task ${String(index)} ${index % 7 === 0 ? 'is more than one line can hold '.repeat(5) : ''}`;
  await addLines(
    page,
    Array.from({ length: many }, (_, index) => title(index)),
  );
  await sent(page);
  await expect.poll(() => count(page), { timeout: 20_000 }).toBe(many);
}

/** How many tasks the list says that it has. */
function count(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.querySelector('[data-row]')?.getAttribute('aria-setsize')));
}

async function scrollTo(page: Page, top: number): Promise<void> {
  await page.evaluate((top) => window.scrollTo({ top }), top);
  // What comes into sight is drawn with the frame, measured, and may be drawn once more.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row']);
}

/** The rows in the window: what they are called, and where they begin. */
async function inSight(page: Page): Promise<{ title: string; top: number }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[data-row]')]
      .map((row) => ({
        title: row.querySelector('[data-part=title] span')?.textContent ?? '',
        ...(row.getBoundingClientRect().toJSON() as { top: number; bottom: number }),
      }))
      .filter(({ top, bottom }) => bottom > 0 && top < window.innerHeight)
      .toSorted((one, other) => one.top - other.top),
  );
}

/** Pixels of the window in which there should be a row of the list, and is none. */
function gaps(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const list = document.querySelector('[data-tasks]')?.getBoundingClientRect();
    if (!list) return [NaN];
    const rows = [...document.querySelectorAll('[data-row]')].map((row) => row.getBoundingClientRect());
    const places = Array.from({ length: window.innerHeight / 10 }, (_, index) => index * 10);
    return places.filter(
      (y) => y > list.top && y < list.bottom - 1 && !rows.some(({ top, bottom }) => top <= y + 1 && bottom >= y - 1),
    );
  });
}
