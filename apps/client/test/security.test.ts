import { expect, it } from 'vitest';
import { add, edit, row, sent, signIn, signOut, signUp, tasksHeading } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

// What OWASP ASVS asks of the browser and no other test shows; SECURITY.md names these.

const browser = withBrowser();

it('shows markup in a title, a description and a name as the text that it is', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  const markup = `<img src=x onerror="document.title='caught'"><script>document.title='caught'</script>`;
  await signUp(page, markup.slice(0, 90));
  await add(page, markup);
  await row(page, markup).waitFor();
  await edit(page, markup);
  await page.getByRole('textbox', { name: 'Description' }).fill(`javascript:alert(1) ${markup}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await sent(page);
  await page.reload();
  await row(page, markup).waitFor();
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menu').waitFor(); // it shows the name
  expect(await page.title()).not.toContain('caught');
  expect(await page.locator('body img, body script, a[href^="javascript:" i]').count()).toBe(0);
});

it('goes nowhere but to pages of its own after signing in, whatever the address says', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page, server } = app;
  const email = await signUp(page);
  for (const from of [
    'javascript:document.title="caught"',
    '//example.com/',
    'https://example.com/',
    '/\\\\example.com/',
    '/.//example.com/',
  ]) {
    await signOut(page);
    await page.goto(`/sign-in?from=${encodeURIComponent(from)}`);
    await signIn(page, email);
    await tasksHeading(page).waitFor();
    expect([from, page.url(), await page.title()]).toEqual([from, `${server.url}/`, 'Tasks · Typedo']);
    await page.goto(`/sign-up?from=${encodeURIComponent(from)}`); // who is signed in goes on at once
    await tasksHeading(page).waitFor();
    expect([from, page.url()]).toEqual([from, `${server.url}/`]);
  }
});

it('changes a password for who knows the old one, and ends the sessions elsewhere', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page, server } = app;
  const email = await signUp(page);
  const elsewhere = await server.post(
    '/api/auth/sign-in/email',
    { email, password: 'correct horse battery' },
    { origin: server.url },
  );
  const statusElsewhere = async () => {
    const headers = { cookie: elsewhere.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '', origin: server.url };
    return (await fetch(`${server.url}/trpc/task.count`, { headers })).status;
  };
  expect(await statusElsewhere()).toBe(200);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Change password' }).click();
  for (const [label, autocomplete] of [
    ['Current password', 'current-password'],
    ['New password', 'new-password'],
  ] as const) {
    expect(await page.getByLabel(label).getAttribute('type')).toBe('password');
    expect(await page.getByLabel(label).getAttribute('autocomplete')).toBe(autocomplete);
  }
  const change = async (current: string) => {
    await page.getByLabel('Current password').fill(current);
    await page.getByLabel('New password').fill('quite another one');
    await page.getByRole('button', { name: 'Change password' }).click();
  };
  await change('a wrong password');
  await page.getByText('This is not your password.').waitFor();
  await change('correct horse battery');
  await page.getByText('Your password is changed.').waitFor();
  expect(await statusElsewhere()).toBe(401);
  await signOut(page);
  await signIn(page, email);
  await page.getByText('do not belong together').waitFor();
  await signIn(page, email, 'quite another one');
  await tasksHeading(page).waitFor();
});

it('sends who changes a password to sign in when the session has ended', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page, server } = app;
  const email = await signUp(page);
  await page.goto('/password');
  await page.getByLabel('Current password').fill('correct horse battery');
  await page.getByLabel('New password').fill('quite another one');
  await server.database.kysely().deleteFrom('sessions').execute();
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your session has ended.').waitFor();
  await signIn(page, email);
  await page.getByRole('heading', { name: 'Change your password' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/account/password');
});

it('hides a password while it is typed, lets it be pasted, and tells password managers what it is', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  for (const [path, autocomplete] of [
    ['/sign-up', 'new-password'],
    ['/sign-in', 'current-password'],
  ]) {
    await page.goto(`${path}`);
    const input = page.getByLabel('Password');
    await input.waitFor();
    expect(await input.getAttribute('type')).toBe('password');
    expect(await input.getAttribute('autocomplete')).toBe(autocomplete);
    expect(await page.getByLabel('E-mail').getAttribute('autocomplete')).toBe('username');
    const text = `pasted secret ${'🔑'.repeat(60)}`;
    const stopped = await input.evaluate((element, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      return !element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
    expect(stopped).toBe(false);
    await input.focus();
    await page.keyboard.insertText(text); // what the browser does then
    expect(await input.inputValue()).toBe(text);
  }
});

it('leaves nothing of an account in the page or the browser when its person has signed out', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  const email = await signUp(page);
  await add(page, 'A secret of Ada');
  await add(page, 'Deleted by Ada');
  await row(page, 'Deleted by Ada')
    .getByRole('button', { name: /^Delete/ })
    .click();
  await page.getByRole('button', { name: 'Undo' }).waitFor(); // the notice names the task
  await sent(page);
  await signOut(page);
  await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
  const left = await page.evaluate(async () => ({
    page: document.documentElement.outerHTML,
    cookies: document.cookie,
    local: Object.entries(localStorage),
    session: Object.entries(sessionStorage),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    history: JSON.stringify(history.state),
  }));
  expect(left).toMatchObject({ cookies: '', local: [], databases: [], caches: [] });
  expect(JSON.stringify(left)).not.toMatch(new RegExp(`A secret of Ada|Deleted by Ada|Ada Lovelace|${email}`));
  expect((await page.context().cookies()).filter(({ value }) => value !== '')).toEqual([]);
  await page.goBack();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.content()).not.toContain('A secret of Ada');
});
