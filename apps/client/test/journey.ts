import type { Locator, Page, Request } from 'playwright-core';
import type { Sample } from './sample-tasks.ts';

const password = 'correct horse battery';

/** Makes an account through the form; answers with its e-mail address. The page is on the tasks then. */
export async function signUp(page: Page, name = 'Ada Lovelace'): Promise<string> {
  const email = `ada.${crypto.randomUUID().slice(-12)}@example.org`;
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await tasksHeading(page).waitFor();
  return email;
}

/** Fills in the form of the sign-in page and sends it. */
export async function signIn(page: Page, email: string, withPassword = password): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  // Exactly: the notice that a password is changed has the word in its name too, for as long as it stands.
  await page.getByLabel('Password', { exact: true }).fill(withPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs out through the menu; the page is on the sign-in form then. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

/** The heading of the tasks, which only a signed-in person sees. */
export function tasksHeading(page: Page): Locator {
  return page.getByRole('heading', { name: 'Tasks', exact: true });
}

/** Makes the browser have all of the page's code, as on every visit but the first; it must allow service workers. */
export async function comeAgain(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await tasksHeading(page).waitFor();
}

/** The list of tasks. */
function tasksList(page: Page): Locator {
  return page.getByRole('list', { name: 'Tasks', exact: true });
}

/** The row of the task with this title. */
export function row(page: Page, title: string): Locator {
  return tasksList(page)
    .getByRole('listitem')
    .filter({ has: page.getByText(title, { exact: true }) });
}

/** The titles that are drawn, from the top. */
export async function titles(page: Page): Promise<string[]> {
  const rows = await tasksList(page)
    .getByRole('listitem')
    .evaluateAll((items) =>
      items.map((item) => ({
        at: Number(item.getAttribute('aria-posinset')),
        title: item.querySelector('[data-part=title] span')?.textContent ?? '',
      })),
    );
  return rows.toSorted((one, other) => one.at - other.at).map(({ title }) => title);
}

/** The way to a view. */
export function viewLink(page: Page, view: 'Open' | 'Done' | 'All' | 'Trash'): Locator {
  return page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: new RegExp(`^${view}`) });
}

/** What is drawn in the header of how the page stands to the server. */
export function status(page: Page): Locator {
  return page.locator('[data-status]');
}

/** The line at the top. */
export function quickAdd(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Add a task' });
}

/** Writes a title into the line at the top and presses Enter. */
export async function add(page: Page, title: string): Promise<void> {
  await quickAdd(page).fill(title);
  await quickAdd(page).press('Enter');
}

/** Pastes lines into the line at the top, and says yes to as many tasks; the first stands on top. */
export async function addLines(page: Page, lines: readonly string[]): Promise<void> {
  await quickAdd(page).evaluate((input, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, lines.join('\n'));
  await page.getByRole('button', { name: `Add ${String(lines.length)} tasks` }).click();
}

/** Opens a task's editor. */
export async function edit(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `Edit: ${title}`, exact: true }).click();
  await page.getByRole('textbox', { name: 'Title' }).waitFor();
}

/** Makes tasks past the page, as another program of the same person would. */
export async function addElsewhere(page: Page, samples: readonly Sample[]): Promise<void> {
  for (const sample of samples) await call(page, 'task.create', sample);
}

/** Changes a task past the page. */
export async function changeElsewhere(page: Page, title: string, patch: Partial<Sample>): Promise<void> {
  await call(page, 'task.update', { id: await idOf(page, title), patch });
}

/** Moves a task to the trash past the page. */
export async function deleteElsewhere(page: Page, title: string): Promise<void> {
  await call(page, 'task.delete', { id: await idOf(page, title) });
}

/** What the server has, the newest first: title, description and whether it is done. */
export async function kept(page: Page): Promise<[title: string, description: string | null, complete: boolean][]> {
  return (await list(page)).map(({ title, description, complete }) => [title, description, complete]);
}

const underWay = new WeakMap<Page, Set<Request>>();

/** Begins to follow a page's calls, for {@link sent}. */
export function followCalls(page: Page): void {
  const calls = new Set<Request>();
  underWay.set(page, calls);
  // A stream has no end.
  page.on('request', (request) => /\/(trpc|api)\/(?!sync\.live)/.test(request.url()) && calls.add(request));
  page.on('requestfinished', (request) => calls.delete(request));
  page.on('requestfailed', (request) => calls.delete(request));
  // Of what a test's route and a new document ended at the same moment, the browser says nothing any more.
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) return;
    const before = [...calls];
    setTimeout(() => before.forEach((request) => calls.delete(request)), 2_000).unref();
  });
}

/** Waits until the server has answered everything that the page sent, and nothing of it waits to be sent. */
export async function sent(page: Page): Promise<void> {
  await quiet(page, async () => (await page.locator('[data-pending]:not([data-pending="0"])').count()) === 0);
}

/** Waits until no call of the page is under way, whatever it has yet to send. */
export async function answered(page: Page): Promise<void> {
  await quiet(page, () => Promise.resolve(true));
}

/** Waits until for a while nothing is under way, and this is so as well. */
async function quiet(page: Page, isSo: () => Promise<boolean>): Promise<void> {
  const long = 150; // milliseconds
  const patience = 25_000; // less than a test has
  const begun = Date.now();
  let since = begun;
  while (Date.now() - since < long) {
    await page.waitForTimeout(long / 5);
    const calls = underWay.get(page);
    if (calls?.size !== 0 || !(await isSo())) since = Date.now();
    if (since - begun > patience)
      throw new Error(
        `Not quiet: ${[...(calls ?? [])].map((request) => request.url()).join(', ') || 'something waits'}`,
      );
  }
}

interface Listed {
  id: string;
  title: string;
  description: string | null;
  complete: boolean;
}

async function list(page: Page): Promise<Listed[]> {
  const response = await page.request.get('/trpc/task.list', {
    headers: asPage(page),
    params: { input: JSON.stringify({ limit: 100 }) },
  });
  const body = (await response.json()) as { result: { data: { tasks: Listed[] } } };
  return body.result.data.tasks;
}

/** What the browser would say for the page; these requests go beside it. */
function asPage(page: Page): { origin: string } {
  return { origin: new URL(page.url()).origin };
}

async function idOf(page: Page, title: string): Promise<string> {
  const task = (await list(page)).find((task) => task.title === title);
  if (!task) throw new Error(`There is no task "${title}"`);
  return task.id;
}

async function call(page: Page, procedure: string, input: object): Promise<void> {
  const response = await page.request.post(`/trpc/${procedure}`, { headers: asPage(page), data: input });
  if (!response.ok()) throw new Error(`${procedure} answered ${String(response.status())} ${await response.text()}`);
}
