import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { buildScript } from './script.ts';

const source = fileURLToPath(new URL('../src/sw/sw.ts', import.meta.url));
const prefix = 'typedo-shell-';

/** Builds the service worker behind everything else, with the list of all files that it keeps. Its name stays: `/sw.js`. */
export function serviceWorker(): Plugin {
  let publicDir = '';
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved: (config) => {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const files = new Map(readdirSync(publicDir).map((name) => [`/${name}`, readFileSync(join(publicDir, name))]));
        for (const file of Object.values(bundle))
          files.set(`/${file.fileName}`, Buffer.from(file.type === 'chunk' ? file.code : file.source));
        const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry)?.fileName;
        if (!entry || !files.has('/index.html')) throw new Error('The build has no page');
        const shell = {
          prefix,
          cache: prefix + digest(files),
          page: '/index.html',
          entry: `/${entry}`,
          files: [...files.keys()],
        };
        const script = await buildScript(source, { builtShell: JSON.stringify(shell) });
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: script });
      },
    },
  };
}

/** A short name for what all files are, byte for byte. */
function digest(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [path, bytes] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) hash.update(path).update(bytes);
  return hash.digest('hex').slice(0, 12);
}
