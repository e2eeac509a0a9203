import { expect, it } from 'vitest';
import { add, addLines, edit, kept, quickAdd, row, sent, signUp, titles, viewLink } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();

it('keeps what a person does: add, check off, edit, delete, undo', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await page.getByText('Nothing to do yet').waitFor();
  for (const title of ['Buy milk', 'Call Ines', '  Water the 🍅  ']) await add(page, title);
  expect(await quickAdd(page).evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await titles(page)).toEqual(['Water the 🍅', 'Call Ines', 'Buy milk']);

  await page.getByRole('checkbox', { name: 'Done: Call Ines' }).click();
  await edit(page, 'Buy milk');
  await page.getByRole('textbox', { name: 'Title' }).fill('Buy oat milk');
  await page.getByRole('textbox', { name: 'Description' }).fill('Two litres,\nand bread');
  await page.keyboard.press('Control+Enter');
  await row(page, 'Call Ines').waitFor({ state: 'detached' });
  await sent(page);
  const expected = [
    ['Water the 🍅', null, false],
    ['Call Ines', null, true],
    ['Buy oat milk', 'Two litres,\nand bread', false],
  ];
  expect(await kept(page)).toEqual(expected);

  await page.reload();
  await row(page, 'Buy oat milk').waitFor();
  expect(await titles(page)).toEqual(['Water the 🍅', 'Buy oat milk']);
  await viewLink(page, 'Done').click();
  await row(page, 'Call Ines').waitFor();
  expect(await titles(page)).toEqual(['Call Ines']);
  expect(await viewLink(page, 'Done').textContent()).toContain('1');

  await viewLink(page, 'Open').click();
  await row(page, 'Buy oat milk').hover();
  await page.getByRole('button', { name: 'Delete: Buy oat milk' }).click();
  await row(page, 'Buy oat milk').waitFor({ state: 'detached' });
  await sent(page);
  expect(await kept(page)).toEqual(expected.slice(0, 2));
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, 'Buy oat milk').waitFor();
  await sent(page);
  expect(await kept(page)).toEqual(expected);
});

it('refuses a title of 201 code points at its field, and takes one of 200', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await add(page, '🍅'.repeat(201));
  await page.getByText('At most 200 characters; there are 201 now.').waitFor();
  expect(await quickAdd(page).getAttribute('aria-invalid')).toBe('true');
  expect(await titles(page)).toEqual([]);
  await add(page, '🍅'.repeat(200));
  await row(page, '🍅'.repeat(200)).waitFor();
  await sent(page);
  expect(await kept(page)).toEqual([['🍅'.repeat(200), null, false]]);

  await edit(page, '🍅'.repeat(200));
  await page.getByRole('textbox', { name: 'Title' }).fill(' ');
  await page.keyboard.press('Enter');
  await page.getByText('A task needs a title.').waitFor();
  await page.keyboard.press('Escape');
  await row(page, '🍅'.repeat(200)).waitFor();
});

it('adds once however often Enter or the button is pressed', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await quickAdd(page).fill('By Enter');
  await quickAdd(page).evaluate((input: HTMLInputElement) => {
    input.form?.requestSubmit();
    input.form?.requestSubmit();
  });
  await quickAdd(page).fill('By button');
  await page.getByRole('button', { name: 'Add', exact: true }).dblclick({ delay: 5 });
  await sent(page);
  expect(await titles(page)).toEqual(['By button', 'By Enter']);
  expect((await kept(page)).map(([title]) => title)).toEqual(['By button', 'By Enter']);
});

it('deletes one task by a double click, not two', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  for (const title of ['Stays', 'Goes']) await add(page, title);
  await row(page, 'Goes').hover();
  await page.getByRole('button', { name: 'Delete: Goes' }).dblclick({ delay: 60 });
  await row(page, 'Goes').waitFor({ state: 'detached' });
  await sent(page);
  expect(await kept(page)).toEqual([['Stays', null, false]]);
});

it('draws of a long list what is in sight, and the focus goes through all of it', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  const all = Array.from({ length: 300 }, (_, index) => `Task ${String(index)}`);
  await addLines(page, all);
  await row(page, 'Task 0').waitFor();
  // What the server has is newer than what it does not have yet, until it has all.
  await sent(page);
  const inOrder = async () => (await titles(page)).every((title, index) => title === all[index]);
  await expect.poll(inOrder).toBe(true);
  const drawn = await titles(page);
  expect(drawn).toEqual(all.slice(0, drawn.length));
  expect(drawn.length).toBeLessThan(80);
  expect(await row(page, 'Task 1').getAttribute('aria-setsize')).toBe('300');
  expect(await row(page, 'Task 1').getAttribute('aria-posinset')).toBe('2');
  await page.keyboard.press('ArrowDown');
  for (let step = 0; step < 60; step++) await page.keyboard.press('j');
  const focused = page.locator(':focus');
  expect(await focused.textContent()).toBe('Task 60');
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await row(page, 'Task 299').waitFor();
  await page.keyboard.press('j');
  expect(await focused.textContent()).toBe('Task 61');
  await page.waitForFunction(() => {
    const { top, bottom } = document.activeElement?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
    return top >= 0 && bottom <= innerHeight;
  });
  await sent(page);
  expect((await kept(page)).map(([title]) => title)).toEqual(all.slice(0, 100));
});
