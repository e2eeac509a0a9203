import { expect, it } from 'vitest';
import {
  add,
  changeElsewhere,
  deleteElsewhere,
  edit,
  kept,
  row,
  sent,
  signIn,
  signUp,
  status,
  titles,
} from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();

it('shows both versions of a task that was changed elsewhere meanwhile, and lets the person choose', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  for (const [choice, title] of Object.entries({ 'Keep mine': 'mine', 'Take theirs': 'theirs' })) {
    await add(page, choice);
    await sent(page);
    await edit(page, choice);
    await page.getByRole('textbox', { name: 'Title' }).fill('mine');
    await page.getByRole('textbox', { name: 'Description' }).fill('mine alone');
    await changeElsewhere(page, choice, { title: 'theirs', complete: true });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('was changed somewhere else').waitFor();
    await page.getByRole('button', { name: choice }).click();
    await page.getByRole('button', { name: choice }).waitFor({ state: 'detached' });
    await sent(page);
    // What nobody else touched is kept either way, and so is what only they touched.
    expect((await kept(page))[0]).toEqual([title, 'mine alone', true]);
  }
});

it('offers to bring back a task that went to the trash elsewhere, with the change', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await add(page, 'Old');
  await sent(page);
  await edit(page, 'Old');
  await page.getByRole('textbox', { name: 'Title' }).fill('New');
  await deleteElsewhere(page, 'Old');
  await page.keyboard.press('Enter');
  await page.getByText('moved to the trash meanwhile').waitFor();
  await page.getByRole('button', { name: 'Bring it back with my change' }).click();
  await row(page, 'New').waitFor();
  await sent(page);
  expect(await kept(page)).toEqual([['New', null, false]]);
});

it('says at the task why it could not be added', async () => {
  await using app = await setupApp(browser(), 'sqlite', { taskQuota: 1 });
  const { page } = app;
  await signUp(page);
  await add(page, 'The only one');
  await sent(page);
  await add(page, 'One too many');
  const refused = page.getByRole('region', { name: 'Refused changes' });
  await refused.getByText('You have 1 task, as many as an account may have').waitFor();
  await refused.getByText('One too many').waitFor();
  expect(await page.getByText('1 refused').count()).toBe(1);
  expect(await titles(page)).toEqual(['The only one']);
  await refused.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Still too many');
  await page.keyboard.press('Enter');
  await refused.getByText('Still too many').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await refused.waitFor({ state: 'detached' });
  expect(await kept(page)).toEqual([['The only one', null, false]]);
});

it('keeps changes while the server is out of reach, says so, and sends them afterwards', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  await signUp(page);
  await add(page, 'Before');
  await sent(page);
  await page.context().setOffline(true);
  await add(page, 'Meanwhile');
  await page.getByRole('checkbox', { name: 'Done: Before' }).click();
  await status(page).getByText('2 waiting').waitFor();
  await row(page, 'Before').waitFor({ state: 'detached' });
  expect(await titles(page)).toEqual(['Meanwhile']);
  await page.context().setOffline(false);
  await status(page).getByText('waiting').waitFor({ state: 'detached' });
  await sent(page);
  expect(await kept(page)).toEqual([
    ['Meanwhile', null, false],
    ['Before', null, true],
  ]);
});

it('asks to sign in again when the session was ended, and then sends what could not be sent', async () => {
  await using app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  const email = await signUp(page);
  await page.context().clearCookies();
  await add(page, 'Written too late');
  await page.getByText('Sign in to send 1 change.').waitFor();
  await add(page, 'Written later still');
  await page.getByText('Sign in to send 2 changes.').waitFor();
  expect(await titles(page)).toEqual(['Written later still', 'Written too late']);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByText('Your session has ended. Sign in again').waitFor();
  await signIn(page, email);
  await row(page, 'Written later still').waitFor();
  await sent(page);
  expect((await kept(page)).map(([title]) => title)).toEqual(['Written later still', 'Written too late']);
});
