import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { add, comeAgain, kept, row, sent, signIn, signOut, signUp, status, tasksHeading } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

// What is asked of who signs out, and what is left then.

const browser = withBrowser();
const withWorker = { serviceWorkers: 'allow' } as const;
const question = (page: Page) => page.getByRole('alertdialog', { name: en.unsent.title });

/** Signs out through the menu; something may be asked then. */
async function askToSignOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

/** The names of the databases that the browser keeps for the page. */
const databases = (page: Page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));

it('asks who signs out with changes that were not sent, keeps them for who stays, and forgets them for who leaves', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page } = app;
  const email = await signUp(page);
  await comeAgain(page);
  await add(page, 'Sent');
  await sent(page);
  await page.context().setOffline(true);
  await add(page, 'Never sent');
  await status(page).getByText('1 waiting').waitFor();
  await askToSignOut(page);
  await question(page).getByText('1 change has not been sent. Signing out deletes it from this device.').waitFor();
  await question(page).getByRole('button', { name: 'Stay' }).click();
  await question(page).waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-haspopup'))).toBe('menu');
  await row(page, 'Never sent').waitFor();
  await status(page).getByText('1 waiting').waitFor();

  await askToSignOut(page);
  await question(page).getByRole('button', { name: 'Sign out anyway' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByText(en.signOutLater).waitFor();
  await expect.poll(() => databases(page)).toEqual([]);
  expect(await page.content()).not.toContain('Never sent');

  // The server hears of it, and nothing of the device comes back.
  await page.context().setOffline(false);
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect((await page.context().cookies()).filter(({ value }) => value !== '')).toEqual([]);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await signIn(page, email);
  await row(page, 'Sent').waitFor();
  expect(await kept(page)).toEqual([['Sent', null, false]]);
});

it('asks also because of what was refused, and in German', async () => {
  await using app = await setupApp(browser(), 'sqlite', { taskQuota: 1, screen: { locale: 'de-DE' } });
  const { page } = app;
  await page.goto('/sign-up');
  await page.getByLabel(de.fields.name.label).fill('Ada Lovelace');
  await page.getByLabel(de.fields.email.label).fill(`ada.${crypto.randomUUID()}@example.org`);
  await page.getByLabel(de.fields.password.label).fill('correct horse battery');
  await page.getByRole('button', { name: de.signUp.submit }).click();
  for (const title of ['Eine', 'Zu viel']) {
    await page.getByRole('textbox', { name: de.tasks.addLabel }).fill(title);
    await page.keyboard.press('Enter');
  }
  await page.getByRole('button', { name: de.status.refused(1) }).waitFor();
  await page.getByRole('button', { name: /^Konto von/ }).click();
  await page.getByRole('menuitem', { name: de.signOut }).click();
  const asked = page.getByRole('alertdialog', { name: de.unsent.title });
  await asked.getByText('1 Änderung wurde abgelehnt. Beim Abmelden wird sie von diesem Gerät gelöscht.').waitFor();
  await asked.getByRole('button', { name: de.unsent.anyway }).click();
  await page.getByRole('heading', { name: de.signIn.title }).waitFor();
  await expect.poll(() => databases(page)).toEqual([]);
});

it('asks nothing when all is sent, and says so when that happens while it asks', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page } = app;
  const email = await signUp(page);
  await comeAgain(page);
  await add(page, 'Sent');
  await sent(page);
  await signOut(page);
  expect(await question(page).count()).toBe(0);
  await signIn(page, email);
  await row(page, 'Sent').waitFor();
  await page.context().setOffline(true);
  await add(page, 'Sent later');
  await status(page).getByText('1 waiting').waitFor();
  await askToSignOut(page);
  await question(page).getByText('1 change has not been sent.').waitFor();
  await page.context().setOffline(false);
  await question(page).getByText('All changes have been sent now.').waitFor();
  expect((await kept(page)).map(([title]) => title)).toEqual(['Sent later', 'Sent']);
  await question(page).getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

/** Signs up and, without a connection, out. */
async function signOutOffline(page: Page): Promise<void> {
  await signUp(page);
  await comeAgain(page);
  await sent(page);
  await page.context().setOffline(true);
  await signOut(page);
}

/** The cookies of the browser that say something. */
async function cookiesOf(page: Page): Promise<unknown[]> {
  return (await page.context().cookies()).filter(({ value }) => value !== '');
}

it('leaves who has signed out without a connection signed out, on every page that is opened later', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page } = app;
  await signOutOffline(page);
  expect(await cookiesOf(page)).not.toEqual([]); // no script can take it away
  await page.goto('about:blank');
  await page.context().setOffline(false);
  await page.goto('/?view=all');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await cookiesOf(page)).toEqual([]);
});

it('tells the server of a sign-out without a connection as soon as it answers, on the page that stays open', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page } = app;
  await signOutOffline(page);
  await page.context().setOffline(false);
  await expect.poll(() => cookiesOf(page), { timeout: 20_000 }).toEqual([]);
});

it('takes nothing of the one who signed out to the next one, not even the address of another tab', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  const other = await app.openTab();
  await other.goto('/?view=all&q=secret');
  await other.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await signOut(page);
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(other.url()).not.toContain('secret');
});

it('lets who has a session no more choose theme and language, sign in, or have the device forget all', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  const email = await signUp(page);
  await add(page, 'Kept so far');
  await sent(page);
  await page.context().clearCookies();
  await add(page, 'Too late');
  await page.getByText('Sign in to send 1 change.').waitFor();
  const menu = page.getByRole('menu');
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
  expect(await menu.getByRole('menuitem').allTextContents()).toEqual(['Sign in', 'Sign out']);
  await menu.getByRole('menuitem', { name: 'Sign in' }).click();
  await page.getByText('Your session has ended. Sign in again').waitFor();
  await page.goBack();
  await row(page, 'Too late').waitFor();
  await askToSignOut(page);
  await question(page).getByText('1 change has not been sent.').waitFor();
  await question(page).getByRole('button', { name: 'Sign out anyway' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await expect.poll(() => databases(page)).toEqual([]);
  expect(await page.content()).not.toContain('Kept so far');
  await page.goto('/');
  await signIn(page, email);
  await tasksHeading(page).waitFor();
  await row(page, 'Kept so far').waitFor();
  expect(await kept(page)).toEqual([['Kept so far', null, false]]);
});
