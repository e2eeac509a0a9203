import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { accountTexts as deAccount } from '../src/texts/de-account.ts';
import { de } from '../src/texts/de.ts';
import { accountTexts as enAccount } from '../src/texts/en-account.ts';
import { en } from '../src/texts/en.ts';
import { sent, signUp } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();
const light = 'rgb(250, 249, 247)';
const dark = 'rgb(17, 18, 21)';

/** The page's background in red, green and blue, and the colour of the browser's frame around it. */
const colours = (page: Page) =>
  page.evaluate(() => {
    const pen = new OffscreenCanvas(1, 1).getContext('2d');
    if (!pen) throw new Error('There is nothing to paint on');
    pen.fillStyle = getComputedStyle(document.body).backgroundColor;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
    const frame = [...document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')].find(
      ({ media }) => matchMedia(media).matches,
    );
    return [`rgb(${r}, ${g}, ${b})`, frame?.content];
  });

async function choose(page: Page, name: string): Promise<void> {
  if (!(await page.getByRole('menu').isVisible())) await page.locator('[aria-haspopup=menu]').click();
  await page.getByRole('menuitemradio', { name, exact: true }).click();
}

it('is light or dark as the system is, or as the person chose, in every tab', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { colorScheme: 'light' } });
  const { page } = app;
  await signUp(page);
  const other = await app.openTab();
  await other.goto('/');
  expect(await colours(page)).toEqual([light, '#faf9f7']);
  await choose(page, 'Dark');
  expect(await page.getByRole('menuitemradio', { name: 'Dark' }).getAttribute('aria-checked')).toBe('true');
  await expect.poll(() => colours(page)).toEqual([dark, '#121316']);
  await expect.poll(() => colours(other)).toEqual([dark, '#121316']);
  await choose(page, 'System');
  await expect.poll(() => colours(other)).toEqual([light, '#faf9f7']);
  await other.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => colours(other)).toEqual([dark, '#121316']);
  await choose(page, 'Light');
  await expect.poll(() => colours(other)).toEqual([light, '#faf9f7']);
});

it('never flashes in the theme that was not chosen', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { colorScheme: 'light' } });
  const { page } = app;
  await signUp(page);
  await choose(page, 'Dark');
  // The page's own code is held back: what is seen meanwhile is what the browser paints first.
  const code = Promise.withResolvers<void>();
  await page.route('**/assets/index-*.js', async (route) => {
    await code.promise;
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await page.locator('body').waitFor({ state: 'attached' });
  expect(await page.locator('#root > *').count()).toBe(0);
  await expect.poll(() => colours(page)).toEqual([dark, '#121316']);
  code.resolve();
  await page.getByRole('heading', { name: 'Tasks' }).waitFor();
});

it('speaks the language that the person chose, and keeps to it', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  expect(await page.getAttribute('html', 'lang')).toBe('en');
  await choose(page, 'Deutsch');
  await page.getByRole('heading', { name: 'Aufgaben' }).waitFor();
  expect([await page.getAttribute('html', 'lang'), await page.title()]).toEqual(['de', 'Aufgaben · Typedo']);
  await page.reload();
  await page.getByRole('heading', { name: 'Aufgaben' }).waitFor();
  const other = await app.openTab();
  await other.goto('/');
  await other.getByRole('heading', { name: 'Aufgaben' }).waitFor();
  await choose(page, 'English');
  for (const tab of [page, other]) await tab.getByRole('heading', { name: 'Tasks' }).waitFor();
});

it('speaks the chosen language on pages whose code was loaded before', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await page.goto('/account/keys');
  await page.getByText(enAccount.keys.emptyTitle).waitFor();
  await choose(page, 'Deutsch');
  await page.getByRole('heading', { name: deAccount.keys.title }).waitFor();
  expect(await page.title()).toBe(de.pageTitle(deAccount.keys.title));
  await page.getByText(deAccount.keys.emptyText).waitFor();
  await page.getByRole('link', { name: deAccount.sessions.title }).waitFor();
  await page.getByRole('button', { name: deAccount.keys.create }).click();
  await page.getByText(deAccount.keys.scopesLabel).waitFor();
});

it('lets who is not signed in choose theme and language, by the keyboard too', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { colorScheme: 'light' } });
  const { page } = app;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  await page.goto('/sign-in');
  await page.getByLabel(en.fields.email.label).waitFor();
  await page.keyboard.press('Shift+Tab');
  expect(await focused()).toBe(en.preferences.label);
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemradio', { name: 'Dark' }).waitFor();
  await page.keyboard.press('End'); // the last language
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: de.signIn.title }).waitFor();
  await choose(page, de.preferences.themes.dark);
  await expect.poll(() => colours(page)).toEqual([dark, '#121316']);
  await page.keyboard.press('Escape');
  await expect.poll(focused).toBe(de.preferences.label);
  await page.getByRole('link', { name: de.signIn.otherLink }).click();
  await page.getByRole('heading', { name: de.signUp.title }).waitFor();
  await choose(page, 'English');
  await page.getByRole('heading', { name: en.signUp.title }).waitFor();
});

it('follows the language of another tab where one searches or looks at an empty form, but not where one writes', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  const [searching, looking, writing] = [await app.openTab(), await app.openTab(), await app.openTab()];
  await searching.goto('/?q=tomatoes');
  await searching.getByRole('heading', { name: en.empty.notFound.title }).waitFor();
  await looking.goto('/account/password');
  await writing.goto('/account/password');
  await writing.getByLabel(en.fields.newPassword.label).fill('quite another one');
  await choose(page, 'Deutsch');
  await searching.getByRole('heading', { name: de.empty.notFound.title }).waitFor();
  await looking.getByRole('heading', { name: de.changePassword.title }).waitFor();
  expect(await writing.getByLabel(en.fields.newPassword.label).inputValue()).toBe('quite another one');
});

it('speaks the language of the browser, and loads no other', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { locale: 'de-CH' } });
  await app.page.goto('/sign-in');
  await app.page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  await using english = await setupApp(browser(), 'sqlite', { screen: { locale: 'fr-FR' } });
  await english.page.goto('/sign-in');
  await english.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const loaded = await english.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect(loaded.filter((name) => name.includes('/de-'))).toEqual([]);
});

it('fits a screen of 320 pixels in German, on every page and in every state', async () => {
  await using app = await setupApp(browser(), 'sqlite', {
    screen: { locale: 'de-DE', viewport: { width: 320, height: 640 } },
  });
  const { page } = app;
  const expectFit = async (where: string) => {
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect([where, Math.max(0, await wide())]).toEqual([where, 0]);
  };
  for (const [path, button] of [
    ['/sign-in', 'Anmelden'],
    ['/sign-up', 'Konto anlegen'],
  ] as const) {
    await page.goto(path);
    await page.getByRole('button', { name: button }).click();
    await page.getByText('Gib deine E-Mail-Adresse ein.').waitFor();
    await expectFit(path);
  }
  await page.goto('/nowhere');
  await page.getByRole('heading', { name: de.notFound.title }).waitFor();
  await expectFit('/nowhere');

  await page.goto('/sign-up');
  await page.getByLabel(de.fields.name.label).fill('Ada Lovelace');
  await page.getByLabel(de.fields.email.label).fill(`ada.${crypto.randomUUID()}@example.org`);
  await page.getByLabel(de.fields.password.label).fill('correct horse battery');
  await page.getByRole('button', { name: de.signUp.submit }).click();
  await page.getByText(de.empty.nothing.title).waitFor();
  await expectFit('no tasks');
  await page.getByRole('textbox', { name: de.tasks.addLabel }).fill('Die Tomaten gießen');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: de.tasks.edit('Die Tomaten gießen') }).click();
  await page.getByRole('textbox', { name: de.fields.title.label }).waitFor();
  await page.getByText(/Hinzugefügt am \d/).waitFor();
  await expectFit('the editor');
  await page.keyboard.press('Escape');
  await page.locator('[aria-haspopup=menu]').click();
  await page.getByRole('menuitemradio', { name: de.preferences.themes.dark }).waitFor();
  await expectFit('the menu');
  await page.keyboard.press('Escape');
  await sent(page);
  await page.context().setOffline(true);
  await page.getByRole('textbox', { name: de.tasks.addLabel }).fill('Milch');
  await page.keyboard.press('Enter');
  await page.getByText(`${de.status.offline} · ${de.status.waiting(1)}`).waitFor();
  await expectFit('offline');
  await page.context().setOffline(false);
  await page.getByText(de.status.waiting(1)).waitFor({ state: 'detached' });
  await page.goto('/password');
  await page.getByLabel(de.fields.currentPassword.label).waitFor();
  await expectFit('/password');

  for (const [path, text] of [
    ['/account/sessions', deAccount.sessions.alone],
    ['/account/keys', deAccount.keys.emptyText],
    ['/account/data', deAccount.data.deleteText],
    ['/account/data/delete', deAccount.deletion.formTitle],
    ['/?view=done', de.empty.noneDone.title],
    ['/?view=all', 'Milch'],
    ['/?view=trash', de.empty.noTrash.title],
    ['/', 'Milch'],
  ] as const) {
    await page.goto(path);
    await page.getByText(text, { exact: true }).waitFor();
    await expectFit(path);
  }
  await page.keyboard.press('ArrowDown');
  for (const [key, name] of [
    ['x', de.selection.label],
    ['i', de.details.label('Milch')],
    ['?', de.commands.keysTitle],
    ['Control+k', de.commands.title],
  ] as const) {
    await page.keyboard.press(key);
    await page.locator(`[aria-label="${name}"]`).first().waitFor();
    await expectFit(name);
    await page.keyboard.press('Escape');
    await page.locator(`[aria-label="${name}"]`).first().waitFor({ state: 'detached' });
  }
  await page.goto('/account/keys');
  await page.getByRole('button', { name: deAccount.keys.create }).click();
  await page.getByRole('dialog').waitFor();
  await expectFit('the form of a key');
});
