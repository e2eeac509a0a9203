import { expect, it } from 'vitest';
import {
  add,
  addElsewhere,
  changeElsewhere,
  deleteElsewhere,
  kept,
  quickAdd,
  row,
  sent,
  signUp,
  titles,
  viewLink,
} from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();
const search = (page: Parameters<typeof row>[0]) => page.getByRole('textbox', { name: 'Search', exact: true });

it('keeps view, order and search in the address, through back, forward and reload', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await addElsewhere(page, [
    { title: 'Straße', complete: true },
    { title: 'b: milk', complete: true },
    { title: 'A: MILK?', complete: true },
    { title: 'c', description: '50% of the milk.' },
  ]);
  await row(page, 'c').waitFor();
  await viewLink(page, 'All').click();
  await page.getByRole('combobox', { name: 'Order' }).selectOption('By title');
  await expect.poll(() => titles(page)).toEqual(['A: MILK?', 'b: milk', 'c', 'Straße']);
  await search(page).pressSequentially('milk');
  await expect.poll(() => titles(page)).toEqual(['A: MILK?', 'b: milk', 'c']);
  await page.waitForURL('/?view=all&order=title&q=milk');
  await search(page).fill('% OF');
  await expect.poll(() => titles(page)).toEqual(['c']);
  await page.waitForURL(/q=%25(\+|%20)OF/);
  await page.reload();
  await row(page, 'c').waitFor();
  expect([await search(page).inputValue(), await titles(page)]).toEqual(['% OF', ['c']]);
  await page.goBack();
  await expect.poll(() => titles(page)).toEqual(['A: MILK?', 'b: milk', 'c', 'Straße']);
  expect(await search(page).inputValue()).toBe('');
  await page.goForward();
  await expect.poll(() => titles(page)).toEqual(['c']);
  await page.goto('/?view=none&order=5&q=STRASSE');
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await page.goto('/?view=done&order=oldest&q=STRAßE');
  await expect.poll(() => titles(page)).toEqual(['Straße']);
});

it('shows at once what another device of the person does, and leaves alone what is being written', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await add(page, 'From here');
  await sent(page);
  const other = await app.openTab();
  await other.goto('/');
  await row(other, 'From here').waitFor();
  await add(other, 'From there');
  await row(page, 'From there').waitFor();
  await quickAdd(page).fill('half a tho');
  await changeElsewhere(page, 'From here', { title: 'Changed' });
  await row(page, 'Changed').waitFor();
  await row(other, 'Changed').waitFor();
  expect(await quickAdd(page).inputValue()).toBe('half a tho');
  await other.getByRole('checkbox', { name: 'Done: Changed' }).click();
  await row(page, 'Changed').waitFor({ state: 'detached' });
  await sent(other);
  await sent(page);
});

it('makes of several pasted lines as many tasks, when the person says so, and takes them back in one step', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  const paste = (text: string) =>
    quickAdd(page).evaluate((input, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  await paste('- Flour\r\n\r\n- [x] Eggs\n* Milk  ');
  await page.getByText('Add 3 tasks?').waitFor();
  await page.keyboard.press('Escape');
  expect(await titles(page)).toEqual([]);
  await paste('- Flour\r\n\r\n- [x] Eggs\n* Milk  ');
  await page.keyboard.press('Enter');
  await expect.poll(() => titles(page)).toEqual(['Flour', 'Milk']);
  expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-quick-add'))).toBe(true);
  await sent(page);
  expect(await kept(page)).toEqual([
    ['Flour', null, false],
    ['Eggs', null, true],
    ['Milk', null, false],
  ]);
  await page.keyboard.press('Control+z');
  await expect.poll(() => titles(page)).toEqual([]);
  await sent(page);
  expect(await kept(page)).toEqual([]);
});

it('undoes and does again everything, a selection in one step', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  for (const title of ['four', 'three', 'two', 'one']) await add(page, title);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByText('2 selected').waitFor();
  await page.getByRole('button', { name: 'Complete' }).click();
  await expect.poll(() => titles(page)).toEqual(['one', 'four']);
  await page.keyboard.press('Control+z');
  await expect.poll(() => titles(page)).toEqual(['one', 'two', 'three', 'four']);
  await page.keyboard.press('Control+Shift+Z');
  await expect.poll(() => titles(page)).toEqual(['one', 'four']);
  await page.getByRole('button', { name: 'Edit: four' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('FOUR');
  await page.keyboard.press('Enter');
  await row(page, 'FOUR').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect.poll(() => titles(page)).toEqual([]);
  await page.keyboard.press('Control+z');
  await expect.poll(() => titles(page)).toEqual(['one', 'FOUR']);
  await page.keyboard.press('Control+z');
  await row(page, 'four').waitFor();
  await page.keyboard.press('Control+z');
  await expect.poll(() => titles(page)).toEqual(['one', 'two', 'three', 'four']);
  await page.keyboard.press('Control+z');
  await expect.poll(() => titles(page)).toEqual(['two', 'three', 'four']);
  await sent(page);
  expect((await kept(page)).map(([title]) => title)).toEqual(['two', 'three', 'four']);
  await quickAdd(page).fill('mine');
  await page.keyboard.press('Control+z'); // the field's own
  expect(await titles(page)).toEqual(['two', 'three', 'four']);
});

it('counts what is in the trash also when what was deleted on an earlier visit comes back', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await addElsewhere(page, [{ title: 'one' }, { title: 'two' }]);
  await row(page, 'two').waitFor();
  await deleteElsewhere(page, 'one');
  await deleteElsewhere(page, 'two');
  await page.goto('/?view=trash');
  for (const title of ['one', 'two']) await page.getByRole('button', { name: `Bring back: ${title}` }).click();
  await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
  await expect.poll(() => viewLink(page, 'Trash').textContent()).not.toMatch(/[0-9]/);
});

it('asks for nothing while one searches among the tasks', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await page.locator('[data-status=live]').waitFor({ state: 'attached' });
  await add(page, 'milk');
  await sent(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await search(page).pressSequentially('milk and bread');
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await sent(page);
  expect(asked.filter((url) => url.includes('/trpc/task.'))).toEqual([]);
});

it('shows the trash of the server with what was deleted here, offline too, and brings tasks back', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  for (const title of ['three', 'two', 'one']) await add(page, title);
  await sent(page);
  await row(page, 'one').hover();
  await page.getByRole('button', { name: 'Delete: one' }).click();
  await sent(page);
  await page.reload();
  await viewLink(page, 'Trash').click();
  await row(page, 'one').waitFor();
  expect(await viewLink(page, 'Trash').textContent()).toContain('1');
  await viewLink(page, 'Open').click();
  await page.context().setOffline(true);
  await row(page, 'two').hover();
  await page.getByRole('button', { name: 'Delete: two' }).click();
  await viewLink(page, 'Trash').click();
  await row(page, 'two').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Bring back: one' }).click();
  await row(page, 'one').waitFor({ state: 'detached' });
  await viewLink(page, 'Open').click();
  await expect.poll(() => titles(page)).toEqual(['one', 'three']);
  await sent(page);
  expect((await kept(page)).map(([title]) => title)).toEqual(['one', 'three']);
});
