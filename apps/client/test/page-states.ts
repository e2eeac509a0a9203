import type { Page } from 'playwright-core';
import {
  add,
  addElsewhere,
  changeElsewhere,
  deleteElsewhere,
  edit,
  quickAdd,
  row,
  signOut,
  signUp,
} from './journey.ts';
import { pleasant, unruly } from './sample-tasks.ts';

/** Brings a page into a state, from the one before. */
export type State = (page: Page) => Promise<void>;

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
    await page.goto('/?view=all');
    await row(page, 'Reply to Tomás').waitFor();
  },
  pleasant: async (page) => {
    await signOut(page);
    await signUp(page);
    await addElsewhere(page, pleasant);
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
  'deleted-elsewhere': async (page) => {
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await edit(page, 'Read chapter four before Thursday');
    await page.getByRole('textbox', { name: 'Title' }).fill('Read chapters four and five before Thursday');
    await deleteElsewhere(page, 'Read chapter four before Thursday');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('moved to the trash meanwhile').waitFor();
  },
  undo: async (page) => {
    await page.getByRole('button', { name: 'Bring it back with my change' }).click();
    await edit(page, 'Water the tomatoes');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
  },
  selection: async (page) => {
    await page.getByRole('button', { name: 'Dismiss', includeHidden: true }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected').waitFor();
  },
  details: async (page) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('i');
    await page.getByText('in the browser').first().waitFor();
  },
  'key-map': async (page) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  },
  palette: async (page) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
  },
  'palette-nothing': async (page) => {
    await page.getByRole('combobox', { name: 'Commands' }).fill('make coffee');
    await page.getByText('There is no such command.').waitFor();
  },
  found: async (page) => {
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Search', exact: true }).fill('the');
    await row(page, 'Compare the two heating offers').waitFor();
  },
  'nothing-found': async (page) => {
    await page.getByRole('textbox', { name: 'Search', exact: true }).fill('nowhere');
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  },
  done: async (page) => {
    await page.goto('/?view=done');
    await row(page, 'Thank Ines for the plums').waitFor();
  },
  trash: async (page) => {
    await page.goto('/?view=trash');
    await row(page, 'Water the tomatoes').waitFor();
  },
  paste: async (page) => {
    await page.goto('/');
    await quickAdd(page).evaluate((input) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '- Flour\n- Eggs\n- Milk\n- Yeast\n- Salt\n- A little sugar');
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await page.getByText('Add 6 tasks?').waitFor();
    await page.waitForTimeout(200);
  },
  menu: async (page) => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Account of Ada Lovelace' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  },
  german: async (page) => {
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Aufgaben' }).waitFor();
    await page.getByRole('button', { name: /^Konto von/ }).click();
    await page.getByRole('menuitem', { name: 'Abmelden' }).waitFor();
  },
  english: async (page) => {
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Tasks' }).waitFor();
  },
  banner: async (page) => {
    await page.keyboard.press('Escape');
    await page.context().setOffline(true);
    await add(page, 'Call the plumber back');
    await page.getByText('1 waiting').waitFor();
  },
  'add-refused': async (page) => {
    await page.context().setOffline(false);
    await page.getByText('1 waiting').waitFor({ state: 'detached' });
    await add(page, 'Read the whole report '.repeat(10));
    await page.getByText('At most 200 characters').waitFor();
  },
};
