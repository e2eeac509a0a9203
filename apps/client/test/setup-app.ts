import { setupServer, type ServerOverrides, type TestServer } from '@typedo/server/testing';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from './browser.ts';
import { openProfile } from './profile.ts';

type Dialect = Parameters<typeof setupServer>[0];

/** A real server and a real page of it. */
export interface App extends AsyncDisposable {
  readonly server: TestServer;
  readonly page: Page;
  /** Opens another page of the same browser profile: another tab. */
  openTab(): Promise<Page>;
}

/** Starts one browser for a test file; each test has a profile of its own in it. */
export function withBrowser(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  return () => browser;
}

/** Starts a server with a database of its own and opens a page of it. Disposing of it ends both: see {@link openProfile}. */
export async function setupApp(
  browser: Browser,
  dialect: Dialect,
  options: ServerOverrides & { screen?: BrowserContextOptions } = {},
): Promise<App> {
  const { screen = {}, ...overrides } = options;
  await using owned = new AsyncDisposableStack();
  const server = owned.use(await setupServer(dialect, overrides));
  const { openTab } = owned.use(await openProfile(browser, server.url, screen));
  const page = await openTab();
  const disposables = owned.move();
  return { server, page, openTab, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}
