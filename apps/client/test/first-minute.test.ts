import { expect, it } from 'vitest';
import { add, kept, row, sent, signUp, titles, viewLink } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();

it('offers an empty account three examples and the map of the keys, and the examples are tasks like any other', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await page.getByRole('button', { name: 'Show the keys' }).click();
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Show the keys');

  await page.getByRole('button', { name: 'Add three examples' }).click();
  await expect.poll(async () => (await titles(page)).length).toBe(3);
  expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-quick-add'))).toBe(true);
  const [first = ''] = await titles(page);
  expect(first).toContain('Check me off');
  await page.getByRole('checkbox', { name: `Done: ${first}` }).click();
  await row(page, first).waitFor({ state: 'detached' });
  await sent(page);
  expect((await kept(page)).map(([title, , complete]) => [title === first, complete])).toEqual([
    [true, true],
    [false, false],
    [false, false],
  ]);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: 'Add three examples' }).waitFor({ state: 'detached' });
  expect(await titles(page)).toEqual([]);
});

it('offers them to nobody who has had a task', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  const offer = page.getByRole('button', { name: 'Add three examples' });
  await offer.waitFor();
  await viewLink(page, 'Done').click();
  await page.getByRole('heading', { name: 'Nothing is done yet' }).waitFor();
  expect(await offer.count()).toBe(0);
  await viewLink(page, 'Open').click();
  await add(page, 'mine');
  await row(page, 'mine').hover();
  await page.getByRole('button', { name: 'Delete: mine' }).click();
  await page.getByText('Nothing to do yet').waitFor();
  expect(await offer.count()).toBe(0);
  await sent(page);
  await page.reload();
  await page.getByText('Nothing to do yet').waitFor();
  await expect.poll(() => viewLink(page, 'Trash').textContent()).toContain('1');
  expect(await offer.count()).toBe(0);
});
