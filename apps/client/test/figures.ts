import { launchBrowser } from './browser.ts';
import { addElsewhere, signUp } from './journey.ts';
import { pleasant } from './sample-tasks.ts';
import { startServer } from './start-server.ts';

/**
 * Prints what loading the built client costs, from a real server in a real browser, with nothing kept from before: `pnpm figures`.
 * A phone is a processor four times slower, behind 1.6 Mbit/s and 150 ms.
 */
const phone = { latency: 150, downloadThroughput: (1.6e6 * 0.9) / 8, uploadThroughput: (750e3 * 0.9) / 8 };

/** Bytes of scripts as they were sent, milliseconds, and the layout's shift. */
interface Figures {
  scripts: number;
  lcp: number;
  tbt: number;
  cls: number;
}

await using server = await startServer();
await using browser = await launchBrowser();
await using context = await browser.newContext({ baseURL: server.url, serviceWorkers: 'block' });
{
  await using page = await context.newPage();
  await signUp(page);
  await addElsewhere(page, pleasant);
}
const signedIn = await context.storageState();

print(['page', 'on', 'initial JS kB', 'JS later kB', 'LCP ms', 'TBT ms', 'CLS']);
for (const path of ['/', '/sign-in']) {
  const { scripts: initial } = await measure(path, { quiet: false });
  for (const on of ['this machine', 'a phone']) {
    const rounds: Figures[] = [];
    for (let round = 0; round < 3; round++) rounds.push(await measure(path, { onPhone: on === 'a phone' }));
    const middle = (name: keyof Figures) => rounds.map((round) => round[name]).toSorted(byNumber)[1] ?? 0;
    print([
      path,
      on,
      (initial / 1000).toFixed(1),
      ((middle('scripts') - initial) / 1000).toFixed(1),
      middle('lcp').toFixed(0),
      middle('tbt').toFixed(0),
      middle('cls').toFixed(4),
    ]);
  }
}

/** Loads a page in a fresh profile. Without a quiet moment it loads no more than its first screen needs. */
async function measure(path: string, { onPhone = false, quiet = true } = {}): Promise<Figures> {
  await using context = await browser.newContext({
    baseURL: server.url,
    serviceWorkers: 'block',
    ...(path === '/' && { storageState: signedIn }),
  });
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
    const { seen } = globalThis as unknown as { seen: { lcp: number; cls: number; tbt: number } };
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const scripts = loaded.filter(({ name }) => name.endsWith('.js'));
    return { ...seen, scripts: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
  });
}

function byNumber(a: number, b: number): number {
  return a - b;
}

function print(cells: string[]): void {
  process.stdout.write(`${cells.map((cell) => cell.padStart(14)).join('')}\n`);
}
