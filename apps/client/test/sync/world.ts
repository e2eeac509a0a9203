import { setupTcpProxy, type TcpProxy } from '@typedo/db/testing';
import { cookieOf, setupServer, type Person, type TestServer } from '@typedo/server/testing';
import type { Browser, Page, Request, Route } from 'playwright-core';
import { expect } from 'vitest';
import { titles } from '../journey.ts';
import { openProfile, type Profile } from '../profile.ts';

/** A server, and a person with a device whose line to the server can be cut. */
export interface World extends AsyncDisposable {
  readonly server: TestServer;
  readonly ada: Person;
  readonly line: TcpProxy;
  readonly device: Profile;
  /** The cookie of the session that the device begins with. */
  readonly cookie: string;
  /** How many of its writes the server said it had done before. */
  readonly duplicates: number;
  /** The tabs that ever had a stream of the server. */
  readonly streaming: ReadonlySet<Page>;
  /** Opens all of the person's tasks in a tab of the device. */
  open(): Promise<Page>;
  /** Lets the line pass again; the browser says that it is online, as it does when a network is back. */
  reconnect(): Promise<void>;
  /** Stops the next push at the door of its tab; resolves when there is one. */
  holdPush(): Promise<Route>;
  /** The tab that speaks with the server, and the others. */
  rolesOf(tabs: readonly Page[]): Promise<{ leader: Page; followers: Page[] }>;
  /** What the server has done for the person, in its order. */
  effects(): Promise<string[]>;
}

const all = '/?view=all&order=oldest';

/** Sets it up; with `worker`, pages of the device start without a connection. */
export async function setupWorld(
  browser: Browser,
  dialect: Parameters<typeof setupServer>[0],
  { worker = false } = {},
): Promise<World> {
  await using owned = new AsyncDisposableStack();
  const server = owned.use(await setupServer(dialect));
  const ada = await server.signUp();
  const line = owned.use(await setupTcpProxy(server.url));
  const url = new URL(line.url).origin;
  const device = owned.use(await openProfile(browser, url, worker ? { serviceWorkers: 'allow' } : {}));
  const cookie = await signInAgain(server, ada); // a session of its own
  await signInBy(device, url, { cookie });

  const seen = { duplicates: 0, streaming: new Set<Page>() };
  device.context.on('request', (request) => {
    if (request.url().includes('/trpc/sync.live')) seen.streaming.add(request.frame().page());
  });
  device.context.on('requestfinished', (request) => {
    if (isPush(request)) void countDuplicates(request).then((count) => (seen.duplicates += count));
  });
  owned.defer(async () => {
    // Also where the test failed: who waits for an answer gets one.
    await device.context.unrouteAll({ behavior: 'ignoreErrors' });
    await line.heal();
  });
  const disposables = owned.move();

  return {
    server,
    ada,
    line,
    device,
    cookie,
    streaming: seen.streaming,
    get duplicates() {
      return seen.duplicates;
    },
    async open() {
      const page = await device.openTab();
      await page.goto(all);
      await page.getByRole('heading', { name: 'All tasks' }).waitFor();
      return page;
    },
    async rolesOf(tabs) {
      await Promise.all(tabs.map((tab) => tab.locator('[data-status=live]').waitFor({ state: 'attached' })));
      const leader = [...seen.streaming].at(-1);
      const followers = tabs.filter((tab) => tab !== leader);
      if (!leader || followers.length !== tabs.length - 1) throw new Error('No tab has the stream');
      return { leader, followers };
    },
    async reconnect() {
      await line.heal();
      await device.context.setOffline(true);
      await device.context.setOffline(false);
    },
    holdPush: () =>
      new Promise((resolve, reject) => {
        device.context.route('**/trpc/sync.push*', resolve, { times: 1 }).catch(reject);
      }),
    effects: () => effectsOf(server, ada.userId),
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}

async function signInAgain(server: TestServer, { email, password }: Person): Promise<string> {
  return cookieOf(await server.post('/api/auth/sign-in/email', { email, password }));
}

/** Gives a profile a person's session. */
export async function signInBy({ context }: Profile, url: string, { cookie }: Pick<Person, 'cookie'>): Promise<void> {
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url }]);
}

/** Expects every tab of the device, and a second browser of the person, to show what the server has. */
export async function expectSameEverywhere(browser: Browser, { server, ada, device }: World): Promise<void> {
  const { tasks } = await ada.typedo().task.list.query({ order: 'oldest', limit: 100 });
  const expected = tasks.map(({ title }) => title);
  await using there = await openProfile(browser, server.url);
  await signInBy(there, server.url, ada);
  const page = await there.openTab();
  await page.goto(all);
  for (const shown of [...device.context.pages(), page]) await expectSoon(() => titles(shown)).toEqual(expected);
}

function isPush(request: Request): boolean {
  return request.url().includes('/trpc/sync.push');
}

async function countDuplicates(request: Request): Promise<number> {
  const text = await request
    .response()
    .then((response) => response?.text())
    .catch(() => ''); // the page is closed
  return [...(text ?? '').matchAll(/"duplicate"/g)].length;
}

/** Reads the whole history of an account, in the order of its seqs, as the database has it. */
async function effectsOf({ database }: TestServer, userId: string): Promise<string[]> {
  const rows = await database
    .kysely()
    .selectFrom('changes')
    .select(['seq', 'task_id', 'kind', 'fields_after'])
    .where('user_id', '=', userId)
    .orderBy('seq')
    .execute();
  const names = new Map<string, string>();
  return rows.map(({ task_id: id, kind, fields_after }) => {
    const after = JSON.parse(fields_after) as Record<string, unknown>; // the store's own
    if (kind === 'create') names.set(id, String(after['title']));
    const fields =
      kind === 'update'
        ? `: ${Object.entries(after)
            .map((field) => field.join(' '))
            .join(', ')}`
        : '';
    return `${kind} ${names.get(id)}${fields}`;
  });
}

/** Expects something to become so, however busy the machine is. */
export const expectSoon: typeof expect.poll = (read) => expect.poll(read, { timeout: 20_000 });
