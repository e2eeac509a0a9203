import type { Browser, BrowserContextOptions } from 'playwright-core';

// A phone is a processor four times slower, behind 1.6 Mbit/s and 150 ms.
const phone = { latency: 150, downloadThroughput: (1.6e6 * 0.9) / 8, uploadThroughput: (750e3 * 0.9) / 8 };

/** What loading a page costs: bytes of scripts as they were sent, milliseconds, and the layout's shift. */
export interface Loading {
  scripts: number;
  lcp: number;
  tbt: number;
  cls: number;
}

/** Loads a page in a fresh profile. Without a quiet moment it loads no more than its first screen needs. */
export async function measureLoading(
  browser: Browser,
  profile: BrowserContextOptions,
  path: string,
  { onPhone = false, quiet = true } = {},
): Promise<Loading> {
  await using context = await browser.newContext({ serviceWorkers: 'block', ...profile });
  await using page = await context.newPage();
  if (!quiet) await page.addInitScript(() => (window.requestIdleCallback = () => 0));
  await page.addInitScript(() => {
    const seen = { lcp: 0, cls: 0, tbt: 0 };
    Object.assign(globalThis, { seen });
    const observe = (
      type: string,
      add: (entry: PerformanceEntry & { value?: number; hadRecentInput?: boolean }) => void,
    ) => new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type, buffered: true });
    observe('largest-contentful-paint', ({ startTime }) => (seen.lcp = startTime));
    observe('layout-shift', ({ value = 0, hadRecentInput }) => (seen.cls += hadRecentInput ? 0 : value));
    observe('longtask', ({ duration }) => (seen.tbt += Math.max(0, duration - 50)));
  });
  if (onPhone) {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', { offline: false, ...phone });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  }
  await page.goto(path);
  await page.locator('main').waitFor();
  await page.waitForTimeout(onPhone ? 4_000 : 1_500); // for what comes when it is quiet
  return await page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: { lcp: number; cls: number; tbt: number } }; // set above
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]; // what entries of this type are
    const scripts = loaded.filter(({ name }) => name.endsWith('.js'));
    return { ...seen, scripts: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
  });
}
