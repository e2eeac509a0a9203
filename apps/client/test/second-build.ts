import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the client as it will be after a change: its pages say `nextVersion`. Disposing of it removes it. */
export async function buildNext(): Promise<{ folder: string } & AsyncDisposable> {
  const place = await mkdtempDisposable(join(tmpdir(), 'typedo-next-'));
  const folder = join(place.path, 'dist');
  await build({
    root: fileURLToPath(new URL('..', import.meta.url)),
    logLevel: 'silent',
    mode: 'next', // nothing of it is compressed
    build: { outDir: folder },
    plugins: [
      {
        name: 'change',
        transform: (code, id) => (id.endsWith('/src/main.tsx') ? `${code}\nglobalThis.nextVersion = true;` : undefined),
      },
    ],
  });
  return { folder, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
}
