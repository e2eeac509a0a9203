import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { answered, followCalls } from './journey.ts';

/** A browser profile, with cookies and storage of its own: a device. */
export interface Profile extends AsyncDisposable {
  readonly context: BrowserContext;
  /** Opens an empty page: a tab. */
  openTab(): Promise<Page>;
}

const patience = 10_000; // milliseconds

// The browser writes a line for every answer that is a refusal. Those are what some tests are about.
const refusal = /^Failed to load resource: the server responded with a status of (400|401|403|409|412|429|500)/;
const cutOff =
  /^Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|FAILED|CONNECTION_\w+|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_\w+|NETWORK_CHANGED)/;
// The router's, of a page whose code did not come.
const noCode = /^TypeError: Failed to fetch dynamically imported module/;
const noWorker = /^Service Worker registration blocked by Playwright$/;
// Chromium loads a preloaded module again, from the worker, and says so (vite-pwa/vite-plugin-pwa#945).
const loadedAgain =
  /not used because it is a cross-world service worker resource mismatch|preloaded using link preload but not used/;

/**
 * Opens a profile whose pages are at `url`. Disposing of it waits for the answers to what its pages sent, and fails when one of them broke the content
 * security policy, wrote an error to the console or threw one.
 */
export async function openProfile(browser: Browser, url: string, screen: BrowserContextOptions = {}): Promise<Profile> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-US',
    reducedMotion: 'reduce',
    // Only its own tests have it: it would load the whole client for every page.
    serviceWorkers: 'block',
    ...screen,
  });
  context.setDefaultTimeout(patience);
  const faults: string[] = [];
  const on = (page: Page | null) => (page ? ` on ${new URL(page.url()).pathname}` : '');
  await context.exposeBinding('reportViolation', ({ page }, text: string) => faults.push(`CSP${on(page)}: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
      const { reportViolation } = globalThis as unknown as { reportViolation: (text: string) => void }; // exposed above
      reportViolation(`${effectiveDirective} ${blockedURI} ${sample}`);
    });
  });
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || noWorker.test(message.text())) return;
    if (noCode.test(message.text())) return;
    if (screen.serviceWorkers === 'allow' && loadedAgain.test(message.text())) return;
    const ofForm = message.location().url.endsWith('/api/auth/sign-up/email') && /status of 400/.test(message.text());
    if (!ofForm && !refusal.test(message.text()) && !cutOff.test(message.text()))
      faults.push(`console${on(message.page())}: ${message.text()}`);
  });
  context.on('page', followCalls);
  context.on('weberror', (error) => faults.push(`thrown${on(error.page())}: ${String(error.error())}`));
  return {
    context,
    openTab: () => context.newPage(),
    async [Symbol.asyncDispose]() {
      // A call that the browser gave up is still a call to the server: it ends before its database does.
      await Promise.all(context.pages().map(answered));
      await context.close();
      expect(faults).toEqual([]);
    },
  };
}
