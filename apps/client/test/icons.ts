import { readFile, writeFile } from 'node:fs/promises';
import { launchBrowser } from './browser.ts';

/**
 * Draws the app's icons from the logo, favicon.svg: `pnpm icons`. Systems cut a maskable one to a shape of their own, so its
 * colour reaches the edges and the tick stays within the middle; Apple's is cut too, and knows no transparency.
 */
const folder = new URL('../public/', import.meta.url);
const logo = await readFile(new URL('favicon.svg', folder), 'utf8');
const whole = logo
  .replace(/ rx="9"/, '')
  .replace('<path ', '<path transform="translate(16 16) scale(0.82) translate(-16 -16)" ');
if (whole === logo) throw new Error('The logo is drawn otherwise now: look at it again');

await using browser = await launchBrowser();
for (const [name, size, svg] of [
  ['icon-192', 192, logo],
  ['icon-512', 512, logo],
  ['icon-maskable-192', 192, whole],
  ['icon-maskable-512', 512, whole],
  ['apple-touch-icon', 180, whole],
] as const) {
  await using page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await writeFile(new URL(`${name}.png`, folder), await page.screenshot({ omitBackground: true }));
}
