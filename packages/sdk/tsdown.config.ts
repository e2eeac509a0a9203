import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defineConfig, type UserConfig } from 'tsdown';

/**
 * The package for others. The contract and the types of the API are workspaces, which they do not have, so both go into it; what is in
 * `dependencies` stays outside.
 */
const common: UserConfig = {
  entry: { index: 'src/index.ts', browser: 'src/browser/index.ts' },
  target: 'es2024', // what has `Promise.withResolvers`
  platform: 'neutral',
  hash: false,
  report: false,
  sourcemap: false, // it is legible as it is
  deps: { onlyBundle: [] },
};

export default defineConfig([
  // Modules stay apart: whoever bundles a program leaves out those that it does not use, schemas and all.
  { ...common, unbundle: true, dts: false },
  {
    ...common,
    dts: { dtsOnly: true, sourcemap: false, generator: { init: compile, emit: declarationsOf } },
    // What is disposable is so in every program, whatever else it knows of the language.
    banner: { dts: '/// <reference lib="esnext.disposable" />' },
  },
]);

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Declarations are the compiler's, from where it keeps them for the whole repository: nothing is compiled twice. */
async function compile(): Promise<void> {
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  await promisify(execFile)(process.execPath, [compiler, '-b', import.meta.dirname]);
}

async function declarationsOf(_code: string, file: string): Promise<{ code: string }> {
  const kept = file.replace(root, `${root}node_modules/.cache/types/`).replace(/\.ts$/, '.d.ts');
  return { code: await readFile(kept, 'utf8') };
}
