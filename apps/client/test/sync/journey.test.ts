import { dialects } from '@typedo/db/testing';
import { describe, expect, it } from 'vitest';
import { add, edit, kept, row, sent, signUp, titles, viewLink } from '../journey.ts';
import { setupApp, withBrowser } from '../setup-app.ts';

const browser = withBrowser();
const ten = ['ten', 'nine', 'eight', 'seven', 'six', 'five', 'four', 'three', 'two', 'one'];

for (const dialect of dialects) {
  describe(dialect, () => {
    it('keeps a whole journey: sign up, add ten, complete, edit, search, undo, delete, restore, reload', async () => {
      await using app = await setupApp(browser(), dialect);
      const { page } = app;
      await signUp(page);
      for (const title of ten.toReversed()) await add(page, title);
      await expect.poll(() => titles(page)).toEqual(ten);

      for (const title of ['two', 'three']) await page.getByRole('checkbox', { name: `Done: ${title}` }).click();
      await row(page, 'three').waitFor({ state: 'detached' });
      await edit(page, 'four');
      await page.getByRole('textbox', { name: 'Title' }).fill('four: the 🍅');
      await page.getByRole('textbox', { name: 'Description' }).fill('Twice a week');
      await page.keyboard.press('Control+Enter');
      await row(page, 'four: the 🍅').waitFor();

      const search = page.getByRole('textbox', { name: 'Search', exact: true });
      await search.fill('WEEK');
      await expect.poll(() => titles(page)).toEqual(['four: the 🍅']);
      await search.fill('');
      await row(page, 'one').waitFor();

      const open = ['ten', 'nine', 'eight', 'seven', 'six', 'five', 'four: the 🍅', 'one'];
      await expect.poll(() => titles(page)).toEqual(open);
      await page.getByRole('heading', { name: 'Tasks', exact: true }).click(); // out of the field, which has an undo of its own
      for (const [before, back] of [
        ['four: the 🍅', 'four'],
        ['two', 'three'],
      ] as const) {
        await page.keyboard.press('Control+z');
        await row(page, back).waitFor();
        expect(await row(page, before).count()).toBe(0);
      }
      await page.keyboard.press('Control+Shift+Z');
      await row(page, 'three').waitFor({ state: 'detached' });

      for (const title of ['five', 'six', 'seven']) {
        await row(page, title).hover();
        await page.getByRole('button', { name: `Delete: ${title}` }).click();
        await row(page, title).waitFor({ state: 'detached' });
      }
      await page.keyboard.press('Control+z');
      await row(page, 'seven').waitFor();
      await viewLink(page, 'Trash').click();
      await page.getByRole('button', { name: 'Bring back: six' }).click();
      await row(page, 'six').waitFor({ state: 'detached' });
      await sent(page);

      await page.reload();
      await row(page, 'five').waitFor();
      expect(await titles(page)).toEqual(['five']); // the trash
      await viewLink(page, 'Done').click();
      await row(page, 'two').waitFor();
      expect(await titles(page)).toEqual(['three', 'two']);
      await viewLink(page, 'Open').click();
      await row(page, 'one').waitFor();
      expect(await titles(page)).toEqual(['ten', 'nine', 'eight', 'seven', 'six', 'four', 'one']);
      const done = new Set(['two', 'three']);
      const expected = ten.filter((title) => title !== 'five').map((title) => [title, null, done.has(title)]);
      expect(await kept(page)).toEqual(expected);
    });
  });
}
