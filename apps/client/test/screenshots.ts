import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { accountStates } from './account-states.ts';
import { launchBrowser } from './browser.ts';
import { signUp } from './journey.ts';
import { states, type State } from './page-states.ts';
import { statesBeforeSignIn } from './signed-out-states.ts';
import { startServer } from './start-server.ts';

/**
 * Takes a screenshot of every page and state at three widths, light and dark: `pnpm screenshots [FOLDER [NAME…]]`.
 * They go into `screenshots` unless told otherwise. Names leave out the other states, e.g. `editing` for the README's picture.
 */
const [, , pictures = 'screenshots', ...only] = process.argv;

const heights = { 320: 640, 768: 900, 1440: 900 };

await mkdir(pictures, { recursive: true });
await using browser = await launchBrowser();
await Promise.all(Object.entries(heights).map(([width, height]) => takeAll(browser, Number(width), height)));

/** The states of one width, in their order; each is reached once, and shown light and dark. */
async function takeAll(browser: Browser, width: number, height: number): Promise<void> {
  await using server = await startServer(); // of its own: attempts to sign up are limited
  const touch = width < 500;
  await using context = await browser.newContext({
    baseURL: server.url,
    viewport: { width, height },
    hasTouch: touch,
    isMobile: touch,
    locale: 'en-GB',
    timezoneId: 'Europe/Zurich',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  });
  await using page = await context.newPage();

  const take = async (name: string, bring: State) => {
    await bring(page);
    if (only.length > 0 && !only.includes(name)) return;
    await page.waitForTimeout(400); // for what moves
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(50); // and for colours that fade
      await page.screenshot({
        path: join(pictures, `${name}-${String(width)}-${colorScheme}.png`),
        fullPage: name === 'list',
      });
    }
  };
  for (const [name, bring] of Object.entries(statesBeforeSignIn)) await take(name, bring);
  await signUp(page);
  for (const [name, bring] of [states, accountStates].flatMap(Object.entries<State>)) await take(name, bring);
}
