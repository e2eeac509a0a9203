import { spawn } from 'node:child_process';
import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { signUp } from './journey.ts';
import { states, statesBeforeSignIn, type State } from './page-states.ts';

/**
 * Takes a screenshot of every page and state at three widths, light and dark: `pnpm screenshots FOLDER [NAME…]`.
 * Names leave out the other states, e.g. `editing` for the README's picture.
 */
const [, , folder, ...only] = process.argv;
if (!folder) throw new Error('Usage: pnpm screenshots FOLDER [NAME…]');
const pictures = folder;

const heights = { 320: 640, 768: 900, 1440: 900 };

await mkdir(pictures, { recursive: true });
await using browser = await launchBrowser();
for (const [width, height] of Object.entries(heights)) {
  await takeAll(browser, Number(width), height, width === '768' ? 'dark' : 'light');
}

async function takeAll(browser: Browser, width: number, height: number, colorScheme: 'light' | 'dark'): Promise<void> {
  await using server = await startServer();
  const touch = width < 500;
  await using context = await browser.newContext({
    baseURL: server.url,
    viewport: { width, height },
    colorScheme,
    hasTouch: touch,
    isMobile: touch,
    locale: 'en-GB',
    timezoneId: 'Europe/Zurich',
    reducedMotion: 'reduce',
  });
  await using page = await context.newPage();

  const take = async (name: string, bring: State) => {
    await bring(page);
    if (only.length > 0 && !only.includes(name)) return;
    await page.waitForTimeout(400); // for what moves
    await page.screenshot({
      path: join(pictures, `${name}-${String(width)}-${colorScheme}.png`),
      fullPage: name === 'list',
    });
  };
  for (const [name, bring] of Object.entries(statesBeforeSignIn)) await take(name, bring);
  await signUp(page);
  for (const [name, bring] of Object.entries(states)) await take(name, bring);
}

/** Starts the server as its users do, on an empty database. */
async function startServer(): Promise<{ url: string } & AsyncDisposable> {
  const data = await mkdtempDisposable(join(tmpdir(), 'typedo-screenshots-'));
  const program = spawn(process.execPath, [fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))], {
    env: { ...process.env, DATABASE_URL: '', DATA_DIR: data.path, PORT: '0', PUBLIC_URL: '', LOG_FORMAT: 'text' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(program.stdout)) {
    const url = /Open +(\S+)/.exec(line)?.[1];
    if (!url) continue;
    return {
      url,
      [Symbol.asyncDispose]: async () => {
        program.kill();
        await new Promise((resolve) => program.once('exit', resolve));
        await data.remove();
      },
    };
  }
  throw new Error('The server did not start');
}
