import { dialects } from '@typedo/db/testing';
import { describe, expect, it } from 'vitest';
import { add, changeElsewhere, deleteElsewhere, edit, kept, row, sent, signIn, signUp, titles } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();

for (const dialect of dialects) {
  describe(dialect, () => {
    it('shows both versions of a task that was changed elsewhere meanwhile, and lets the person choose', async () => {
      await using app = await setupApp(browser(), dialect);
      const { page } = app;
      await signUp(page);
      for (const [choice, title] of Object.entries({ 'Keep mine': 'mine', 'Take theirs': 'theirs' })) {
        await add(page, choice);
        await sent(page);
        await edit(page, choice);
        await page.getByRole('textbox', { name: 'Title' }).fill('mine');
        await page.getByRole('textbox', { name: 'Description' }).fill('mine alone');
        await changeElsewhere(page, choice, { title: 'theirs', complete: true });
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('alert').getByText('was changed somewhere else').waitFor();
        await page.getByRole('button', { name: choice }).click();
        await page.getByRole('button', { name: choice }).waitFor({ state: 'detached' });
        await sent(page);
        // What nobody else touched is kept either way, and so is what only they touched.
        expect((await kept(page))[0]).toEqual([title, 'mine alone', true]);
        await page.reload();
      }
    });

    it('offers to bring back a task that went to the trash elsewhere, with the change', async () => {
      await using app = await setupApp(browser(), dialect);
      const { page } = app;
      await signUp(page);
      await add(page, 'Old');
      await sent(page);
      await edit(page, 'Old');
      await page.getByRole('textbox', { name: 'Title' }).fill('New');
      await deleteElsewhere(page, 'Old');
      await page.keyboard.press('Enter');
      await page.getByText('moved to the trash meanwhile').waitFor();
      await page.getByRole('button', { name: 'Bring it back with my change' }).click();
      await row(page, 'New').waitFor();
      await sent(page);
      expect(await kept(page)).toEqual([['New', null, false]]);
    });

    it('says at the task why it could not be added', async () => {
      await using app = await setupApp(browser(), dialect, { taskQuota: 1 });
      const { page } = app;
      await signUp(page);
      await add(page, 'The only one');
      await sent(page);
      await add(page, 'One too many');
      await row(page, 'One too many').getByText('You have 1 task, as many as an account may have').waitFor();
      await page.getByRole('button', { name: 'Discard' }).click();
      expect(await titles(page)).toEqual(['The only one']);
      expect(await kept(page)).toEqual([['The only one', null, false]]);
    });

    it('takes a change back that the server failed to make, says so at the task, and can send it again', async () => {
      await using app = await setupApp(browser(), dialect);
      const { page } = app;
      await signUp(page);
      await add(page, 'Bread');
      await sent(page);
      const failure = { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500, path: null, reason: 'INTERNAL', details: {} };
      const body = [{ error: { message: 'Something went wrong on our side.', code: -32603, data: failure } }];
      await page.route('**/trpc/**', (route) => route.fulfill({ status: 500, json: body }));
      // Not `check`, which wants to see the tick that is taken back.
      await page.getByRole('checkbox', { name: 'Done: Bread' }).click();
      await row(page, 'Bread').getByText('Not saved. Something went wrong on our side.').waitFor();
      expect(await page.getByRole('checkbox', { name: 'Done: Bread' }).isChecked()).toBe(false);
      await page.reload();
      await page.getByText('Your tasks could not be loaded.').waitFor();
      await page.unroute('**/trpc/**');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('checkbox', { name: 'Done: Bread' }).click();
      await page.getByText('1 done').waitFor();
      await sent(page);
      expect(await kept(page)).toEqual([['Bread', null, true]]);
    });

    it('keeps changes while the server is out of reach, says so, and sends them afterwards', async () => {
      await using app = await setupApp(browser(), dialect);
      const { page } = app;
      await signUp(page);
      await add(page, 'Before');
      await sent(page);
      await page.context().setOffline(true);
      await page.getByText('You are offline.').waitFor();
      await add(page, 'Meanwhile');
      await page.getByRole('checkbox', { name: 'Done: Before' }).click();
      await page.getByText('2 changes wait here and will be sent.').waitFor();
      await page.context().setOffline(false);
      await page.getByText('wait here').waitFor({ state: 'detached' });
      await page.getByText('1 done').waitFor();
      await sent(page);
      expect(await kept(page)).toEqual([
        ['Meanwhile', null, false],
        ['Before', null, true],
      ]);
    });

    it('asks to sign in again when the session was ended, and then sends what could not be sent', async () => {
      await using app = await setupApp(browser(), dialect);
      const { page } = app;
      const email = await signUp(page);
      await page.context().clearCookies();
      await add(page, 'Written too late');
      await page.getByText('Your session has ended.').waitFor();
      await signIn(page, email);
      await row(page, 'Written too late').getByText('Not added.').waitFor();
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('Not added.').waitFor({ state: 'detached' });
      await sent(page);
      expect(await kept(page)).toEqual([['Written too late', null, false]]);
    });
  });
}
