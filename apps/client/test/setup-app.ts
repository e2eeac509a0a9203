import { setupServer, type ServerOverrides, type TestServer } from '@typedo/server/testing';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser } from './browser.ts';
import { followCalls, sent } from './journey.ts';

type Dialect = Parameters<typeof setupServer>[0];

/** A real server and a real page of it. */
export interface App extends AsyncDisposable {
  readonly server: TestServer;
  readonly page: Page;
  /** Opens another page of the same browser profile: another tab. */
  openTab(): Promise<Page>;
}

const patience = 10_000; // milliseconds

// The browser writes a line for every answer that is a refusal. Those are what some tests are about.
const refusal = /^Failed to load resource: the server responded with a status of (400|401|403|409|412|429|500)/;
const cutOff = /^Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|FAILED|CONNECTION_\w+|EMPTY_RESPONSE)/;
const noWorker = /^Service Worker registration blocked by Playwright$/;
// Chromium loads a preloaded module again, from the worker, and says so (vite-pwa/vite-plugin-pwa#945).
const loadedAgain =
  /not used because it is a cross-world service worker resource mismatch|preloaded using link preload but not used/;

/** Starts one browser for a test file; each test has a profile of its own in it. */
export function withBrowser(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  return () => browser;
}

/**
 * Starts a server with a database of its own and opens a page of it. Disposing of it fails when a page broke the content
 * security policy, wrote an error to the console or threw one.
 */
export async function setupApp(
  browser: Browser,
  dialect: Dialect,
  options: ServerOverrides & { screen?: BrowserContextOptions } = {},
): Promise<App> {
  const { screen = {}, ...overrides } = options;
  const server = await setupServer(dialect, overrides);
  const context = await browser.newContext({
    baseURL: server.url,
    locale: 'en-US',
    reducedMotion: 'reduce',
    // Only its own tests have it: it would load the whole client for every page.
    serviceWorkers: 'block',
    ...screen,
  });
  context.setDefaultTimeout(patience);
  const faults: string[] = [];
  await context.exposeBinding('reportViolation', (_, text: string) => faults.push(`CSP: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
      const { reportViolation } = globalThis as unknown as { reportViolation: (text: string) => void }; // exposed above
      reportViolation(`${effectiveDirective} ${blockedURI} ${sample}`);
    });
  });
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || noWorker.test(message.text())) return;
    if (screen.serviceWorkers === 'allow' && loadedAgain.test(message.text())) return;
    const ofForm = message.location().url.endsWith('/api/auth/sign-up/email') && /status of 400/.test(message.text());
    if (!ofForm && !refusal.test(message.text()) && !cutOff.test(message.text()))
      faults.push(`console: ${message.text()}`);
  });
  context.on('page', followCalls);
  context.on('weberror', (error) => faults.push(`thrown: ${String(error.error())}`));

  return {
    server,
    page: await context.newPage(),
    openTab: () => context.newPage(),
    [Symbol.asyncDispose]: async () => {
      // A call that the browser gave up is still a call to the server: it ends before its database does.
      await Promise.all(context.pages().map(sent));
      await context.close();
      await server[Symbol.asyncDispose]();
      expect(faults).toEqual([]);
    },
  };
}
