import { expect, it } from 'vitest';
import { keyboardOf, tabRound } from './keyboard.ts';
import { addElsewhere, kept, row, sent, signUp, tasksHeading, titles } from './journey.ts';
import { pleasant } from './sample-tasks.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();
const password = 'correct horse battery';
const email = 'ada@example.org';

it('goes the whole way from the sign-up to the sign-out and back without a mouse, and never loses the focus', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { viewport: { width: 1440, height: 900 } } });
  const { page, server } = app;
  const { press, type, tabTo, isAt } = keyboardOf(page);

  await page.goto('/sign-up');
  await isAt('Name');
  await type('Ada');
  await press('Tab');
  await type(email);
  await press('Tab');
  await type(password);
  await press('Enter');
  await isAt('Add a task');
  const numbers = ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];
  for (const number of numbers) {
    await type(number);
    await press('Enter');
    await row(page, number).waitFor();
    await isAt('Add a task');
  }

  await press('ArrowDown');
  await isAt('Edit: Ten');
  await press('Space');
  await isAt('Edit: Nine');
  await press('e');
  await isAt('Title');
  await type(' lives');
  await press('Enter');
  await isAt('Edit: Nine lives');
  await press('Control+z');
  await isAt('Edit: Nine');
  await press('Control+Shift+z');
  await isAt('Edit: Nine lives');
  await press('/');
  await isAt('Search');
  await type('eight');
  await expect.poll(() => titles(page)).toEqual(['Eight']);
  await press('ArrowDown');
  await isAt('Edit: Eight');
  await press('/', 'Escape');
  await expect.poll(() => titles(page).then(({ length }) => length)).toBe(9);
  await isAt('Search');
  await press('Escape');
  await isAt(/^Edit: /);

  await press('k', 'k', 'j');
  await isAt('Edit: Eight');
  await press('Delete');
  await isAt('Edit: Seven');
  await press('4');
  await isAt('Trash');
  await press('j');
  await isAt('Eight');
  await press('r');
  await row(page, 'Eight').waitFor({ state: 'detached' });
  await isAt('Trash');
  await press('1');
  await isAt('Add a task');

  await press('ArrowDown');
  await isAt('Edit: Eight');
  await press('k');
  await isAt('Edit: Nine lives');
  await sent(page);
  await press('i');
  await isAt('Details of Nine lives');
  await tabTo('Use this again');
  await press('Enter');
  await isAt('Details of Nine');
  await press('Escape');
  await isAt('Edit: Nine');
  await press('x', 'Shift+ArrowDown', 'Shift+ArrowDown');
  await page.getByText('3 selected').waitFor();
  await press('Space');
  await isAt('Edit: Six');
  await expect.poll(() => titles(page)).toEqual(['Six', 'Five', 'Four', 'Three', 'Two', 'One']);

  await press('Control+k');
  await isAt('Commands');
  await type('show: done');
  await press('Enter');
  await isAt('Done');
  await expect.poll(() => titles(page)).toEqual(['Ten', 'Nine', 'Eight', 'Seven']);
  await press('?');
  await isAt('Close');
  await press('Escape');
  await isAt('Done');
  await press('3');
  await isAt('All tasks');

  await tabTo('Account of Ada', 'Shift+Tab');
  await press('Enter');
  await tabTo('Dark', 'ArrowDown');
  await press('Enter');
  await expect.poll(() => page.getAttribute('html', 'data-theme')).toBe('dark');
  await press('Escape');
  await isAt('Account of Ada');
  await press('Enter');
  await tabTo('Account settings', 'ArrowDown');
  await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: server.url,
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
    },
    body: JSON.stringify({ email, password }),
  });
  await press('Enter');
  await isAt('Sessions');
  await tabTo(/^Sign out: Firefox/);
  await press('Enter');
  await page.getByText('You are signed in nowhere else.').waitFor();
  await isAt('Sessions');
  await tabTo('API keys', 'Shift+Tab');
  await press('Enter');
  await page.getByText('No keys yet').waitFor();
  await isAt('API keys');
  await tabTo('New key');
  await press('Enter');
  await isAt('Name');
  await type('Backup');
  await tabTo(/^Change tasks/);
  await press('Space');
  await tabTo('Create key');
  await press('Enter');
  await isAt('Copy: Key');
  await tabTo('I have kept it');
  await press('Enter');
  await isAt('New key');
  await page.getByText('Backup').waitFor();
  await tabTo('Back to your tasks', 'Shift+Tab');
  await press('Enter');
  await isAt('Add a task');

  await tabTo('Account of Ada', 'Shift+Tab');
  await press('Enter');
  await tabTo('Sign out', 'ArrowDown');
  await press('Enter');
  await isAt('E-mail');
  await type(email);
  await press('Tab');
  await type(password);
  await press('Enter');
  await isAt('Add a task');
  const all = numbers.toReversed().map((title) => [title, null, ['Ten', 'Nine', 'Eight', 'Seven'].includes(title)]);
  expect(await kept(page)).toEqual(all);
});

it('shows where the focus is at every press of Tab on a small screen, and lets it go on', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { viewport: { width: 320, height: 480 } } });
  const { page } = app;
  const faults: string[] = [];
  const round = async (where: string) => {
    const met = await tabRound(page);
    expect(met.length).toBeGreaterThan(0);
    faults.push(...met.flatMap(({ name, fault }) => (fault ? [`${where}: ${name}: ${fault}`] : [])));
  };
  for (const path of ['/sign-in', '/sign-up', '/nowhere']) {
    await page.goto(path);
    await page.getByRole('heading').first().waitFor();
    await round(path);
  }
  await signUp(page);
  await addElsewhere(page, pleasant);
  await row(page, 'Water the tomatoes').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await round('a notice');
  for (const key of ['j', 'j', 'j', 'j', 'j', 'j', 'j', 'x']) await page.keyboard.press(key);
  await page.getByText('1 selected').waitFor();
  await round('a selection');
  for (const key of ['j', 'Escape', 'e']) await page.keyboard.press(key);
  await page.getByRole('textbox', { name: 'Title' }).waitFor();
  await page.keyboard.press('Escape');
  for (const [key, name] of [
    ['i', /^Details of/],
    ['?', 'Keys'],
  ] as const) {
    await page.keyboard.press(key);
    await page.getByRole('dialog', { name }).waitFor();
    await round(String(name));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name }).waitFor({ state: 'detached' });
  }
  await page.goto('/?view=trash');
  await row(page, 'Reply to the landlord about the window').waitFor();
  await round('the trash');
  for (const path of ['sessions', 'keys', 'password', 'data', 'data/delete']) {
    await page.goto(`/account/${path}`);
    await page.getByRole('main').getByRole('heading').first().waitFor();
    await round(path);
  }
  await page.goto('/');
  await tasksHeading(page).waitFor();
  expect(faults).toEqual([]);
});
