import type { Page } from 'playwright-core';
import { add, tasksHeading } from './journey.ts';
import type { State } from './page-states.ts';

const day = 24 * 60 * 60 * 1000; // milliseconds
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();

const key = { start: 'tdo_mqh3Vz', scopes: ['tasks:read'], lastUsedAt: null, expiresAt: null };
const keys = [
  { ...key, id: '1', name: 'Phone shortcut', scopes: ['tasks:write'], createdAt: ago(1), expiresAt: ago(-29) },
  { ...key, id: '2', name: 'Backup script', createdAt: ago(40), lastUsedAt: ago(0) },
  { ...key, id: '3', name: `dashboard-${'in-the-hallway-'.repeat(5)}`, createdAt: ago(84), expiresAt: ago(-6) },
  { ...key, id: '4', name: 'Import from the old list', createdAt: ago(120), lastUsedAt: ago(119), expiresAt: ago(30) },
];

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/18.6 Mobile Safari/604.1';
const desktop = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0';
const session = { expiresAt: ago(-7), address: '203.0.113.24', current: false };
const sessions = [
  { ...session, id: '1', userAgent: phone, createdAt: ago(3), lastUsedAt: ago(1) },
  { ...session, id: '2', userAgent: desktop, createdAt: ago(30), lastUsedAt: ago(0), current: true },
  {
    ...session,
    id: '3',
    userAgent: null,
    createdAt: ago(90),
    lastUsedAt: ago(6),
    address: '2001:db8:85a3::8a2e:370:7334',
  },
];

const refused = { message: 'No.', code: -32000, data: { reason: 'INTERNAL', details: {}, httpStatus: 500 } };

/** Answers a procedure with what takes weeks to come about. */
async function answer(page: Page, procedure: string, data: object): Promise<void> {
  await page.route(`**/trpc/*${procedure}*`, async (route) => {
    // What the page asks for at once travels together.
    const procedures = new URL(route.request().url()).pathname.replace('/trpc/', '').split(',');
    const answers: object[] = procedures.length === 1 ? [] : await (await route.fetch()).json();
    answers[procedures.indexOf(procedure)] = { result: { data } };
    await route.fulfill({ json: answers });
  });
}

/** The account's pages, each state from the one before it. */
export const accountStates: Record<string, State> = {
  'account-loading': async (page) => {
    await page.context().setOffline(false);
    await page.route('**/trpc/*account.sessions.list*', () => {}); // no answer
    await page.goto('/account');
    await page.locator('.skeleton').waitFor();
  },
  sessions: async (page) => {
    await page.unrouteAll();
    await answer(page, 'account.sessions.list', { sessions });
    await answer(page, 'account.keys.list', { keys });
    await page.goto('/account');
    await page.getByText('This one').waitFor();
  },
  'sessions-end': async (page) => {
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByRole('alertdialog').waitFor();
  },
  keys: async (page) => {
    await page.goto('/account/keys');
    await page.getByText('Expired', { exact: true }).waitFor();
  },
  'keys-empty': async (page) => {
    await page.unrouteAll();
    await page.goto('/account/keys');
    await page.getByText('No keys yet').waitFor();
  },
  'key-form': async (page) => {
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('dialog').waitFor();
  },
  'key-refused': async (page) => {
    await page.getByLabel('Read tasks').uncheck();
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByText('Choose at least one.').waitFor();
  },
  'key-made': async (page) => {
    await page.getByLabel('Read tasks').check();
    await page.getByLabel('Name').fill('Backup script');
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByRole('button', { name: 'I have kept it' }).waitFor();
  },
  'key-revoke': async (page) => {
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('button', { name: 'Revoke: Backup script' }).click();
    await page.getByRole('alertdialog').waitFor();
  },
  'account-failed': async (page) => {
    await page.route('**/trpc/*account.sessions.list*', (route) =>
      route.fulfill({ status: 500, json: [{ error: refused }] }),
    );
    await page.goto('/account/sessions');
    await page.getByText('Your sessions could not be loaded.').waitFor();
    await page.unrouteAll();
  },
  password: async (page) => {
    await page.goto('/account/password');
    await page.getByLabel('New password').waitFor();
  },
  'account-offline': async (page) => {
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Try now' }).waitFor();
  },
  data: async (page) => {
    await page.context().setOffline(false);
    await page.goto('/account/data');
    await page.getByRole('button', { name: 'Download JSON' }).click();
    await page.getByRole('main').getByText('is on its way').waitFor();
  },
  delete: async (page) => {
    await page.goto('/account/data/delete');
    await page.getByRole('button', { name: 'Delete account for good' }).click();
    await page.getByText('Type your e-mail address.').waitFor();
  },
  goodbye: async (page) => {
    await page.goto('/goodbye');
    await page.getByText('Your account is gone').waitFor();
    await page.goto('/');
    await tasksHeading(page).waitFor();
    await page.goBack();
    await page.getByText('Your account is gone').waitFor();
  },
  'session-over': async (page) => {
    await page.goForward();
    await tasksHeading(page).waitFor();
    await page.context().clearCookies();
    await add(page, 'Written too late');
    await page.getByText('Sign in to send 1 change.').waitFor();
  },
  'sign-in-again': async (page) => {
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByText('Your session has ended. Sign in again').waitFor();
  },
};
