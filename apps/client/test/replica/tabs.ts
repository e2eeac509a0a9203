import { setupTcpProxy, type TcpProxy } from '@typedo/db/testing';
import { setupServer, type Person, type TestServer } from '@typedo/server/testing';
import type { Replica } from '@typedo/sdk';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { hang } from '../hanging.ts';
import { bundleOf } from '../bundle-of.ts';
import type { PageSdk } from './page.ts';

// The page's functions run in the browser, where the SDK and what they keep are globals.
declare const sdk: PageSdk;
declare const replica: Replica;
declare const outcomes: string[];

/** A tab with a replica. */
export interface ReplicaTab {
  readonly page: Page;
  /** The titles that it shows, sorted. */
  titles(): Promise<string[]>;
  status(): Promise<Replica['status']>;
  /** Creates tasks in one tick; resolves when they are on the disk. */
  create(...titles: string[]): Promise<void>;
  /** What became of the writes of this tab that were answered. */
  outcomes(): Promise<string[]>;
  /** Stops everything in it, as a browser does to a tab that it freezes, until the function that it gives is called. */
  stand(): Promise<() => Promise<void>>;
}

/** A server, a person, and a browser of hers. */
export interface Tabs extends AsyncDisposable {
  readonly server: TestServer;
  readonly ada: Person;
  readonly line: TcpProxy;
  readonly context: BrowserContext;
  /** Bodies of the pushes that pages began. */
  readonly pushes: string[];
  /** Opens a tab whose page needs no server, with a replica of this person; `first` runs in the page before anything else. */
  open(person?: Person, first?: () => void): Promise<ReplicaTab>;
  signIn(person: Person): Promise<void>;
  /** The titles that the server has, sorted. */
  stored(person?: Person): Promise<string[]>;
}

/** Sets all of it up. */
export async function setupTabs(browser: Browser): Promise<Tabs> {
  const server = await setupServer('sqlite');
  const ada = await server.signUp();
  const line = await setupTcpProxy(server.url);
  const url = new URL(line.url).origin;
  const context = await browser.newContext({ baseURL: url });
  context.setDefaultTimeout(20_000);
  const script = await bundled();
  const faults: string[] = [];
  const pushes: string[] = [];
  context.on('weberror', (error) => faults.push(String(error.error())));
  context.on('request', (request) => {
    if (request.url().endsWith('/trpc/sync.push')) pushes.push(request.postData() ?? '');
  });
  await context.route(`${url}/page`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>Tab</title><script src="/sdk.js"></script>' }),
  );
  await context.route(`${url}/sdk.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: script }));

  const tabs: Tabs = {
    server,
    ada,
    line,
    context,
    pushes,
    async signIn({ cookie }) {
      const [name = '', value = ''] = cookie.split('=');
      await context.addCookies([{ name, value, url }]);
    },
    async open(person = ada, first = () => {}) {
      const page = await context.newPage();
      await page.addInitScript(first);
      await page.goto('/page');
      await openIn(page, person.userId);
      return tabOf(page);
    },
    stored: async (person = ada) =>
      (await person.typedo().task.list.query({ limit: 100 })).tasks.map(({ title }) => title).toSorted(),
    async [Symbol.asyncDispose]() {
      await context.close();
      await line[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      expect(faults).toEqual([]);
    },
  };
  await tabs.signIn(ada);
  return tabs;
}

/** Opens a replica in a page, in the place of one that is there. */
async function openIn(page: Page, userId: string): Promise<void> {
  await page.evaluate((userId) => {
    const typedo = sdk.createTypedo({ url: location.origin, cookies: true });
    const pauses = { first: 50, longest: 500, slow: 1_000 };
    Object.assign(globalThis, { replica: sdk.openReplica({ typedo, userId, pauses }), outcomes: [] });
  }, userId);
}

function tabOf(page: Page): ReplicaTab {
  return {
    page,
    titles: () => page.evaluate(() => [...replica.tasks.values()].map(({ title }) => title).toSorted()),
    status: () => page.evaluate(() => replica.status),
    create: (...titles) =>
      page.evaluate(async (titles) => {
        const all = await Promise.all(titles.map((title) => replica.create({ title })));
        for (const { outcome } of all)
          outcome.then(
            (told) => outcomes.push(told.status === 'applied' ? told.task.title : told.refusal.reason),
            () => {}, // the tab is closed
          );
      }, titles),
    outcomes: () => page.evaluate(() => outcomes),
    stand: () => hang(page),
  };
}

let bundle: Promise<string> | null = null;

/** The SDK and its door for browsers, bundled as a web client would have them. */
function bundled(): Promise<string> {
  return (bundle ??= bundleOf(new URL('./page.ts', import.meta.url).href));
}

/** For a page: its browser has no database for it. */
export function withoutDatabase(): void {
  IDBFactory.prototype.open = () => {
    throw new DOMException('No database here', 'SecurityError');
  };
}

/** The one tab that leads, and the others. */
export async function rolesOf(tabs: readonly ReplicaTab[]): Promise<{ leader: ReplicaTab; followers: ReplicaTab[] }> {
  const leads = async (tab: ReplicaTab) => (await tab.status()).tab?.leads === true;
  let roles: boolean[] = [];
  await expectSoon(async () => {
    roles = await Promise.all(tabs.map(leads));
    return roles.filter(Boolean).length;
  }).toBe(1);
  const leader = tabs[roles.indexOf(true)]!; // there is one
  return { leader, followers: tabs.filter((tab) => tab !== leader) };
}

/** Expects something to become so, however busy the machine is. */
export const expectSoon: typeof expect.poll = (read) => expect.poll(read, { timeout: 20_000 });
