import { signIn } from './journey.ts';
import type { State } from './page-states.ts';

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
  'sign-in-refused': async (page) => {
    await page.goto('/sign-in');
    await signIn(page, 'ada@example.org', 'not my password');
    await page.getByText('do not belong together.').waitFor();
  },
  unknown: async (page) => {
    await page.goto('/nowhere');
    await page.getByText('There is no such page').waitFor();
  },
};
