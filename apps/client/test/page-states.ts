import type { Page } from 'playwright-core';
import { add, addElsewhere, changeElsewhere, edit, row, signUp } from './journey.ts';
import { pleasant, unruly } from './sample-tasks.ts';

/** Brings a page into a state, from the one before. */
export type State = (page: Page) => Promise<void>;

/** What anybody sees. */
export const statesBeforeSignIn: Record<string, State> = {
  'sign-in': async (page) => {
    await page.goto('/sign-in');
    await page.getByLabel('Password').waitFor();
  },
  'sign-up-refused': async (page) => {
    await page.goto('/sign-up');
    await page.getByLabel('E-mail').fill('ada@example');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('At least 10 characters;').waitFor();
  },
  'sign-up-common': async (page) => {
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Password').fill('password123');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('one of the first that anybody would try').waitFor();
  },
  unknown: async (page) => {
    await page.goto('/nowhere');
    await page.getByText('There is no such page').waitFor();
  },
};

/** What a signed-in person sees, each state from the one before it. */
export const states: Record<string, State> = {
  empty: (page) => page.getByText('Nothing to do yet').waitFor(),
  'password-wrong': async (page) => {
    await page.goto('/password');
    await page.getByLabel('Current password').fill('not my password');
    await page.getByLabel('New password').fill('the first programmer');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('This is not your password.').waitFor();
  },
  'password-common': async (page) => {
    await page.getByLabel('New password').fill('password123');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('one of the first that anybody would try').waitFor();
  },
  list: async (page) => {
    await addElsewhere(page, unruly);
    await page.goto('/?done=true');
    await row(page, 'Book the ferry').waitFor();
  },
  pleasant: async (page) => {
    await page.context().clearCookies();
    await signUp(page);
    await addElsewhere(page, pleasant);
    await page.reload();
    await row(page, 'Water the tomatoes').waitFor();
  },
  editing: (page) => edit(page, 'Order the birthday cake'),
  'editing-refused': async (page) => {
    await page.getByRole('textbox', { name: 'Title' }).fill('Order the birthday cake, '.repeat(9));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('At most 200 characters').waitFor();
  },
  conflict: async (page) => {
    await page.getByRole('textbox', { name: 'Title' }).fill('Order the birthday cake (lemon)');
    await page.getByRole('textbox', { name: 'Description' }).fill('Twelve people. Ask Noor whether nuts are fine.');
    await changeElsewhere(page, 'Order the birthday cake', {
      title: 'Order the birthday cake: chocolate',
      description: 'Fourteen people!',
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Keep mine' }).waitFor();
  },
  undo: async (page) => {
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await edit(page, 'Water the tomatoes');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
  },
  menu: async (page) => {
    await page.getByRole('button', { name: 'Dismiss', includeHidden: true }).click();
    await page.getByRole('button', { name: 'Account of Ada Lovelace' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  },
  banner: async (page) => {
    await page.keyboard.press('Escape');
    await page.context().setOffline(true);
    await add(page, 'Call the plumber back');
    await page.getByText('will be sent').waitFor();
  },
  'add-refused': async (page) => {
    await page.context().setOffline(false);
    await page.getByText('will be sent').waitFor({ state: 'detached' });
    await add(page, 'Read the whole report '.repeat(10));
    await page.getByText('At most 200 characters').waitFor();
  },
};
