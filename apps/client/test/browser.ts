import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './chromium.ts';

/**
 * Starts a headless Chromium; `await using browser = await launchBrowser()` ends it.
 *
 * Size and colour scheme belong to a page: `browser.newPage({ viewport: { width, height }, colorScheme: 'dark' })`.
 * There is no sandbox, since root and most containers cannot have one: open pages of our own alone.
 */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, libraries } = await findChromium();
  return chromium.launch({
    executablePath,
    // Playwright itself turns off updates, sync, the first run's questions and whatever else calls home.
    args: ['--disable-gpu', '--disable-quic', '--font-render-hinting=none'],
    env: {
      ...process.env,
      FONTCONFIG_FILE: fileURLToPath(new URL('./fonts.conf', import.meta.url)),
      ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
    },
  });
}
