import { readFile } from 'node:fs/promises';
import { task } from '@typedo/sdk';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { accountStates } from './account-states.ts';
import { parseCsv } from './csv.ts';
import { addElsewhere, deleteElsewhere, signIn, signUp, tasksHeading } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0';
const password = 'correct horse battery';

/** The HTTP status that a key's caller gets. */
async function statusOf(url: string, key: string, procedure = 'account.me', body?: object): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  return (await fetch(`${url}/trpc/${procedure}`, { headers, ...init })).status;
}

/** Fills in the form of a new key and sends it; answers with the secret that is shown then. */
async function makeKey(page: Page, name: string): Promise<string> {
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create key' }).click();
  return page.getByRole('textbox', { name: 'Key', exact: true }).inputValue();
}

async function download(page: Page, name: string): Promise<{ file: string; text: string }> {
  const begun = page.waitForEvent('download');
  await page.getByRole('button', { name }).click();
  const file = await begun;
  return { file: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

it('ends the session of another browser, and all others, which are signed out there', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page, server } = app;
  const email = await signUp(page);
  const enter = async (userAgent: string) => {
    const context = await browser().newContext({ baseURL: server.url, userAgent });
    const there = await context.newPage();
    await there.goto('/sign-in');
    await signIn(there, email);
    await tasksHeading(there).waitFor();
    return Object.assign(there, { [Symbol.asyncDispose]: () => context.close() });
  };
  await using first = await enter(firefox);
  await using second = await enter('curl/8.15.0');
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Account settings' }).click();
  const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await sessions.filter({ hasText: 'This one' }).getByText('Last used today').waitFor();
  expect(await sessions.count()).toBe(3);
  await page.getByRole('button', { name: 'Sign out: Firefox on Linux' }).click();
  await page.getByText('Firefox on Linux', { exact: true }).waitFor({ state: 'detached' });
  expect(await focused(page)).toBe('Sessions');
  await first.reload();
  await first.getByRole('heading', { name: 'Sign in' }).waitFor();
  await second.reload();
  await tasksHeading(second).waitFor();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByText('You are signed in nowhere else.').waitFor();
  await second.reload();
  await second.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await sessions.count()).toBe(1);
});

it('makes a key, shows it once, and revokes it, after which it is refused', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page, server } = app;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  await signUp(page);
  await page.goto('/account/keys');
  await page.getByText('No keys yet').waitFor();
  await page.getByRole('button', { name: 'New key' }).click();
  const secret = await makeKey(page, 'Backup script');
  await page.getByRole('dialog').getByText('it will not be shown again').waitFor();
  await page.getByRole('button', { name: 'Copy: Key' }).click();
  await page.getByRole('button', { name: 'Copy: Key' }).getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  const line = await page.getByRole('textbox', { name: 'Try it in a terminal' }).inputValue();
  expect(line).toBe(`curl -H 'Authorization: Bearer ${secret}' ${server.url}/trpc/account.me`);
  expect(await statusOf(server.url, secret)).toBe(200);
  expect(await statusOf(server.url, secret, 'task.create', { title: 'No' })).toBe(403); // it may only read
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const key = page.getByRole('list', { name: 'API keys' }).getByRole('listitem');
  await key.getByText('Backup script').waitFor();
  expect(await key.textContent()).toMatch(/Read tasksWorks until .*Never used/);
  expect(await page.content()).not.toContain(secret);
  await page.reload();
  await key.getByText('Last used today').waitFor();
  expect(await page.content()).not.toContain(secret);
  await page.getByRole('button', { name: 'Revoke: Backup script' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('No keys yet').waitFor();
  expect(await statusOf(server.url, secret)).toBe(401);
});

it('exports all that there is, as JSON and as a table that a spreadsheet may open', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  const email = await signUp(page);
  const description = 'Two lines,\n"quoted" 🎂';
  await addElsewhere(page, [{ title: '=1+1' }, { title: 'Cake', description }, { title: 'Gone', description: '' }]);
  await deleteElsewhere(page, 'Gone');
  await page.goto('/account/data');
  const json = await download(page, 'Download JSON');
  expect(json.file).toMatch(/^typedo-\d{4}-\d\d-\d\d\.json$/);
  await page.getByRole('main').getByText(`${json.file} is on its way`).waitFor();
  const all = JSON.parse(json.text) as { account: unknown; tasks: { title: string }[]; changes: unknown[] }; // compared below
  expect(all.account).toMatchObject({ email, name: 'Ada Lovelace' });
  expect(all.tasks.map(({ title }) => title).toSorted()).toEqual(['=1+1', 'Cake', 'Gone']);
  expect(all.changes).toHaveLength(4);
  const [head = [], ...rows] = parseCsv((await download(page, 'Download CSV')).text);
  const { userId: _, ...columns } = task.shape;
  expect(head).toEqual([...Object.keys(columns), 'deletedAt']);
  const shown = ['title', 'description', 'complete', 'deletedAt'].map((column) => head.indexOf(column));
  const cells = rows.map((row) => shown.map((index) => row[index]));
  expect(cells.toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))).toEqual([
    ["'=1+1", null, 'false', null],
    ['Cake', description, 'false', null],
    ['Gone', '', 'false', expect.stringMatching(/Z$/)],
  ]);
});

it('deletes the account for who knows its password and types its address', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page, server } = app;
  const email = await signUp(page);
  const other = await app.openTab();
  await other.goto('/');
  await tasksHeading(other).waitFor();
  await page.goto('/account/data');
  await page.getByRole('link', { name: 'Delete the account…' }).click();
  const submit = page.getByRole('button', { name: 'Delete account for good' });
  await page.getByLabel('Password').fill('not my password');
  await page.getByLabel(`Type ${email} to confirm`).fill('ada');
  await submit.click();
  await page.getByText('This is not the address of this account.').waitFor();
  await page.getByLabel(`Type ${email} to confirm`).fill(email.toUpperCase());
  await submit.click();
  await page.getByText('This is not your password.').waitFor();
  expect(await page.getByLabel('Password').evaluate((input) => input === document.activeElement)).toBe(true);
  await page.getByLabel('Password').fill(password);
  await submit.click();
  await page.getByRole('heading', { name: 'Your account is gone' }).waitFor({ timeout: 20_000 });
  await other.getByRole('heading', { name: 'Sign in' }).waitFor(); // the other tab follows
  const answer = await server.post('/api/auth/sign-in/email', { email, password }, { origin: server.url });
  expect(answer.status).toBe(401);
  await page.goto('/account');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect((await page.context().cookies()).filter(({ value }) => value !== '')).toEqual([]);
});

it('makes keys of every scope and life, marks those that have expired, and asks for at least one scope', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page, server } = app;
  await signUp(page);
  await page.goto('/account/keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('Read tasks').uncheck();
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByText('Give the key a name.').waitFor();
  await page.getByText('Choose at least one.').waitFor();
  await page.getByLabel('Change tasks').check();
  await page.getByText('Choose at least one.').waitFor({ state: 'detached' });
  await page.getByLabel('No end').check();
  const secret = await makeKey(page, 'Writer');
  expect(await statusOf(server.url, secret, 'task.create', { title: 'Yes' })).toBe(200);
  expect(await statusOf(server.url, secret, 'task.count')).toBe(403);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('listitem').filter({ hasText: 'Change tasks' }).filter({ hasText: 'No end' }).waitFor();
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('30 days').check();
  await makeKey(page, 'Short');
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('listitem').filter({ hasText: 'Short' }).getByText('Works until').waitFor();
  const past = Date.now() - 3 * 24 * 60 * 60 * 1000;
  await server.database
    .kysely()
    .updateTable('api_keys')
    .set({ expires_at: past })
    .where('name', '=', 'Short')
    .execute();
  await page.reload();
  await page.getByRole('listitem').filter({ hasText: 'Short' }).getByText('Expired', { exact: true }).waitFor();
});

it('makes and revokes a key by the keyboard alone, and never loses the focus', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await page.goto('/account/keys');
  await page.getByRole('button', { name: 'New key' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'New API key' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('New key');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'New API key' }).waitFor();
  await page.keyboard.type('Laptop');
  for (const key of ['Tab', 'Tab', 'Space', 'Tab', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  await page.getByRole('dialog', { name: 'Your new key' }).waitFor();
  await expect.poll(() => focused(page)).toBe('Copy');
  for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('New key');
  const key = page.getByRole('listitem').filter({ hasText: 'Laptop' });
  await key.getByText('Change tasks').waitFor();
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Revoke');
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog').waitFor();
  await expect.poll(() => focused(page)).toBe('Cancel');
  for (const press of ['Tab', 'Enter']) await page.keyboard.press(press);
  await page.getByText('No keys yet').waitFor();
  await expect.poll(() => focused(page)).toBe('API keys');
});

it('says what went wrong: a list that does not come, a refusal with its time, a server out of reach', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  const email = await signUp(page);
  const refuse = (procedure: string, status: number, reason: string, details: object) =>
    page.route(`**/trpc/${procedure}*`, (route) => {
      const error = { message: 'No.', code: -32000, data: { code: 'X', httpStatus: status, reason, details } };
      return route.fulfill({ status, json: [{ error }] });
    });
  await refuse('account.sessions.list', 500, 'INTERNAL', {});
  await page.goto('/account/sessions');
  await page.getByText('Your sessions could not be loaded. Something went wrong on our side.').waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('This one').waitFor();
  await refuse('account.delete', 429, 'RATE_LIMITED', { retryAfter: 880 });
  await page.goto('/account/data/delete');
  await page.getByLabel(`Type ${email} to confirm`).fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Delete account for good' }).click();
  await page.getByRole('alert').getByText('Try again in 15 minutes.').waitFor();
  await page.goto('/account/keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.context().setOffline(true);
  await page.getByLabel('Name').fill('Offline');
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByRole('alert').getByText('The server does not answer.').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Create key' }).click();
  expect(await page.getByRole('textbox', { name: 'Key', exact: true }).inputValue()).toMatch(/^tdo_/);
});

it('exports twenty thousand tasks without holding up the page, and can be stopped', async ({ annotate }) => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  const pages = 40;
  const at = '2026-11-26T10:00:00.000Z';
  const task = { userId: 'ada', complete: false, createdAt: at, updatedAt: at, deletedAt: null };
  await page.route('**/trpc/account.export*', (route) => {
    const { cursor = '0' } = JSON.parse(new URL(route.request().url()).searchParams.get('input') ?? '{}') as {
      cursor?: string;
    }; // ours
    const tasks = Array.from({ length: 500 }, (_, place) => {
      const id = `${cursor}-${String(place)}`;
      return { ...task, id, title: `Task ${id}`, description: 'Words of a note. '.repeat(20) };
    });
    const next = Number(cursor) + 1;
    const data = { account: null, tasks, changes: [], nextCursor: next < pages ? String(next) : null };
    return route.fulfill({ json: { result: { data } } });
  });
  await page.goto('/account/data');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  await page.getByText(/^[\d,]+ tasks so far…$/).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('so far…').waitFor({ state: 'detached' });
  await page.evaluate(() => {
    const watched = globalThis as unknown as { longest: number }; // read below
    watched.longest = 0;
    let last = performance.now();
    const tick = (now: number) => {
      watched.longest = Math.max(watched.longest, now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const { text } = await download(page, 'Download CSV');
  expect(parseCsv(text)).toHaveLength(1 + pages * 500);
  const longest = await page.evaluate(() => (globalThis as unknown as { longest: number }).longest); // written above
  await annotate(`longest time between two frames: ${longest.toFixed(0)} ms`, 'figure');
});

it('fits a screen of 320 pixels', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { viewport: { width: 320, height: 640 } } });
  const { page } = app;
  await signUp(page, 'A'.repeat(100));
  for (const [name, bring] of Object.entries(accountStates)) {
    await bring(page);
    const over = () =>
      page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
    expect([name, await over()]).toEqual([name, 0]);
  }
});
