import { expect, it } from 'vitest';
import { add, kept, row, sent, signIn, signOut, signUp, tasksHeading } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();

// The server says the same to those who have no page.
const tooCommon = 'This password is one of the first that anybody would try. Choose another one.';

it('shows beside the new password that it is too common, and changes it to another one', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await page.goto('/password');
  await page.getByLabel('Current password').fill('correct horse battery');
  const input = page.getByLabel('New password');
  await input.fill('password123');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText(tooCommon).waitFor();
  expect(await input.getAttribute('aria-invalid')).toBe('true');
  expect(await input.evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await input.getAttribute('aria-describedby')).toBe(await page.getByText(tooCommon).getAttribute('id'));
  // The ring of the focus has the colour of what is wrong.
  const colours = [input, page.getByText(tooCommon)].map((part) =>
    part.evaluate((part) => [getComputedStyle(part).outlineColor, getComputedStyle(part).color]),
  );
  const [[ring] = [], [, words] = []] = await Promise.all(colours);
  expect(ring).toBe(words);
  await input.fill('the first programmer');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed.').waitFor();
});

it('says at the form what the server refuses about no field of it', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  const refusal = { code: 'PASSWORD_TOO_COMMON', message: 'No.' };
  for (const body of [{ ...refusal, issues: [{ path: ['nickname'], code: 'custom', message: 'No.' }] }, refusal]) {
    await page.goto('/password');
    await page.route('**/change-password', (route) => route.fulfill({ status: 400, json: body }));
    await page.getByLabel('Current password').fill('correct horse battery');
    await page.getByLabel('New password').fill('the first programmer');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByRole('alert').getByText(tooCommon).waitFor();
    expect(await page.locator('[aria-invalid]').count()).toBe(0);
    await page.unroute('**/change-password');
  }
});

it('says how long to wait to who tried too many passwords', async () => {
  await using app = await setupApp(browser(), 'sqlite', { limitRate: true });
  const { page, server } = app;
  const email = 'ada@example.org';
  const wrong = { email, password: 'not my password' };
  for (let turn = 0; turn < 10; turn++) await server.post('/api/auth/sign-in/email', wrong, { origin: server.url });
  await page.goto('/sign-in');
  await signIn(page, email);
  await page.getByRole('alert').getByText('Too many attempts. Try again in 15 minutes.').waitFor();
  expect(await page.locator('[aria-invalid]').count()).toBe(0);
});

it('says to who opens the page again that the session was ended elsewhere, and shows none of the tasks', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page, server } = app;
  const email = await signUp(page);
  await add(page, 'A secret of Ada');
  await sent(page);
  await page.goto('about:blank');
  const password = 'correct horse battery';
  const elsewhere = await server.post('/api/auth/sign-in/email', { email, password }, { origin: server.url });
  const cookie = elsewhere.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const { ok } = await server.post('/trpc/account.sessions.endOthers', undefined, { cookie, origin: server.url });
  expect(ok).toBe(true);
  await page.goto('/?view=all');
  await page.getByText('Your session has ended. Sign in again').waitFor();
  expect(await page.content()).not.toContain('A secret of Ada');
  await signIn(page, email);
  await row(page, 'A secret of Ada').waitFor();
  expect(new URL(page.url()).search).toBe('?view=all');
});

it('a tab that hears late that the person signed out deletes nothing of what they did since', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  const email = await signUp(page);
  await signOut(page);
  await signIn(page, email);
  await tasksHeading(page).waitFor();
  const late = await app.openTab();
  await late.goto('/');
  await tasksHeading(late).waitFor();
  await page.route('**/trpc/sync.push', (route) => route.abort());
  await late.route('**/trpc/sync.push', (route) => route.abort());
  await add(page, 'Not sent yet');
  await row(late, 'Not sent yet').waitFor();
  // A tab that its browser had frozen hears what was said before only when it wakes up.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has no target
  await page.evaluate(() => new BroadcastChannel('typedo-session').postMessage('signed out'));
  await late.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.reload();
  await row(page, 'Not sent yet').waitFor();
  expect(await kept(page)).toEqual([]); // the device alone has it
  for (const tab of [page, late]) await tab.unroute('**/trpc/sync.push');
  await sent(page);
  expect((await kept(page)).map(([title]) => title)).toEqual(['Not sent yet']);
});

it('signs out and in again, shows a wrong password at the form, and comes back to where the person was', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  const email = await signUp(page);
  await add(page, 'Mine');
  await sent(page);
  await signOut(page);
  await page.goto('/?view=all&order=title');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await signIn(page, email, 'not my password');
  await page.getByText('do not belong together').waitFor();
  const input = page.getByLabel('Password');
  expect(await input.getAttribute('aria-invalid')).toBe('true');
  expect(await input.evaluate((input) => input === document.activeElement)).toBe(true);
  await signIn(page, email);
  await row(page, 'Mine').waitFor();
  expect(new URL(page.url()).search).toBe('?view=all&order=title');
});

it('shows beside its field that a password is too common, and takes another one', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('E-mail').fill(`ada.${crypto.randomUUID()}@example.org`);
  const input = page.getByLabel('Password');
  await input.fill('password123');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText(tooCommon).waitFor();
  expect(await input.getAttribute('aria-invalid')).toBe('true');
  expect(await input.evaluate((input) => input === document.activeElement)).toBe(true);
  await input.fill('the first programmer');
  await page.getByRole('button', { name: 'Create account' }).click();
  await tasksHeading(page).waitFor();
});

it('shows each account its own tasks alone', async () => {
  await using app = await setupApp(browser(), 'sqlite');
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
  await using app = await setupApp(browser(), 'sqlite');
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
