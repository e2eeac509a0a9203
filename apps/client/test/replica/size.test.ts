import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bundleOf } from '../bundle-of.ts';

it('the door for browsers adds little to what a page loads', async ({ annotate }) => {
  const sizeOf = async (entry: string) => gzipSync(await bundleOf(entry, 'es')).length;
  const without = await sizeOf(import.meta.resolve('@typedo/sdk'));
  const added = (await sizeOf(new URL('./page.ts', import.meta.url).href)) - without;
  await annotate(`${(added / 1000).toFixed(1)} kB gzip beside ${(without / 1000).toFixed(1)} kB of the SDK`, 'figure');
  expect(added).toBeLessThan(10_000);
});
