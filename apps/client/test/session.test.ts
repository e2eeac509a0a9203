import { dialects } from '@typedo/db/testing';
import { describe, expect, it } from 'vitest';
import { add, kept, row, sent, signIn, signOut, signUp, tasksHeading } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();

for (const dialect of dialects) {
  describe(dialect, () => {
    it('signs out and in again, shows a wrong password at the form, and comes back to where the person was', async () => {
      await using app = await setupApp(browser(), dialect);
      const { page } = app;
      const email = await signUp(page);
      await add(page, 'Mine');
      await sent(page);
      await signOut(page);
      await page.goto('/?done=true');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await signIn(page, email, 'not my password');
      await page.getByText('do not belong together').waitFor();
      const input = page.getByLabel('Password');
      expect(await input.getAttribute('aria-invalid')).toBe('true');
      expect(await input.evaluate((input) => input === document.activeElement)).toBe(true);
      await signIn(page, email);
      await row(page, 'Mine').waitFor();
      expect(new URL(page.url()).search).toBe('?done=true');
    });

    it('shows beside its field that a password is too common, and takes another one', async () => {
      await using app = await setupApp(browser(), dialect);
      const { page } = app;
      await page.goto('/sign-up');
      await page.getByLabel('Name').fill('Ada');
      await page.getByLabel('E-mail').fill(`ada.${crypto.randomUUID()}@example.org`);
      const input = page.getByLabel('Password');
      await input.fill('password123');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('one of the first passwords that anybody would try').waitFor();
      expect(await input.getAttribute('aria-invalid')).toBe('true');
      expect(await input.evaluate((input) => input === document.activeElement)).toBe(true);
      await input.fill('the first programmer');
      await page.getByRole('button', { name: 'Create account' }).click();
      await tasksHeading(page).waitFor();
    });

    it('shows each account its own tasks alone', async () => {
      await using app = await setupApp(browser(), dialect);
      const { page } = app;
      await signUp(page);
      await add(page, 'A secret of Ada');
      await sent(page);
      const other = await app.openTab();
      await other.goto('/');
      await row(other, 'A secret of Ada').waitFor();
      await signOut(page);
      // The other tab has the same cookie, and follows.
      await other.getByRole('heading', { name: 'Sign in' }).waitFor();
      await signUp(page, 'Eve');
      await page.getByText('Nothing to do yet').waitFor();
      expect(await kept(page)).toEqual([]);
    });

    it('goes back as people expect', async () => {
      await using app = await setupApp(browser(), dialect);
      const { page } = app;
      await page.goto('/');
      await page.getByRole('link', { name: 'Create an account' }).click();
      await page.getByRole('heading', { name: 'Create an account' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await signUp(page);
      // Nobody wants to go back to a form that is done with.
      await page.goto('/sign-in');
      await tasksHeading(page).waitFor();
      await page.goto('/nowhere');
      await page.getByRole('link', { name: 'Go to your tasks' }).click();
      await tasksHeading(page).waitFor();
      await page.goBack();
      await page.getByText('There is no such page').waitFor();
      expect(new URL(page.url()).pathname).toBe('/nowhere');
    });
  });
}
