import { expect, it } from 'vitest';
import { add, changeElsewhere, kept, row, sent, signUp, titles } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();

it('shows what became of a task, beside the list or over it, and brings an earlier title back', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { viewport: { width: 1440, height: 900 } } });
  const { page } = app;
  await signUp(page);
  await add(page, 'First');
  await sent(page);
  await changeElsewhere(page, 'First', { title: 'Second', description: 'More' });
  await row(page, 'Second').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('i');
  const beside = page.getByRole('complementary', { name: 'Details of Second' });
  await beside.getByText('Title: First').waitFor();
  expect(new URL(page.url()).searchParams.has('task')).toBe(true);
  await page.keyboard.press('Escape');
  await beside.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Edit: Second');
  await page.goBack();
  await beside.waitFor();
  await page.setViewportSize({ width: 600, height: 800 });
  const over = page.getByRole('dialog', { name: 'Details of Second' });
  await over.getByRole('button', { name: 'Use this again' }).first().click();
  await page.getByRole('dialog', { name: 'Details of First' }).waitFor();
  await sent(page);
  expect(await kept(page)).toEqual([['First', 'More', false]]);
});

it('reads aloud what happens while a dialog is open, which hides all else', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  expect(await page.getByRole('heading', { name: 'Tasks', exact: true }).count()).toBe(0); // as assistive technology sees it
  await page.context().setOffline(true);
  const said = page.getByRole('status').filter({ hasText: 'Offline' });
  await said.waitFor();
  expect(await said.evaluate((region) => region.closest('[aria-hidden=true], [inert]')?.outerHTML)).toBeUndefined();
  await page.context().setOffline(false);
  await page.getByRole('status').filter({ hasText: 'Connected again.' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await sent(page);
});

it('offers all commands by Ctrl K and all keys by ?, and gives the focus back', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  for (const title of ['b', 'a']) await add(page, title);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Select downwards').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Edit: b');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('delete');
  await page.keyboard.press('Enter');
  await row(page, 'b').waitFor({ state: 'detached' });
  expect(await titles(page)).toEqual(['a']);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('show: tr');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Trash', exact: true }).waitFor();
  await sent(page);
});
