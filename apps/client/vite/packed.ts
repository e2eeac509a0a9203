import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type { Plugin } from 'vite';

/** Puts beside each text of the build the same, compressed as well as Brotli can, which takes too long to do when it is asked for. */
export function packed(): Plugin {
  return {
    name: 'packed',
    apply: (_config, { command, mode }) => command === 'build' && mode === 'production',
    enforce: 'post',
    async writeBundle({ dir = 'dist' }) {
      const files = await readdir(dir, { recursive: true });
      await Promise.all(
        files
          .filter((name) => /\.(css|html|js|svg|webmanifest)$/.test(name))
          .map(async (name) => {
            const path = join(dir, name);
            await writeFile(`${path}.br`, await promisify(brotliCompress)(await readFile(path)));
          }),
      );
    },
  };
}
