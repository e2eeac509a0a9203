import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PlantedTree } from './planted-tree.ts';

const quiet = "test('is quiet', () => {});\n";

let tree: PlantedTree;
beforeAll(() => {
  tree = new PlantedTree();
});
afterAll(() => tree[Symbol.dispose]());

it.each([
  ['a test prints', "test('prints', () => console.log('x'));\n"],
  ['a test writes to the standard output', "test('prints', () => void process.stdout.write('x'));\n"],
  ['a test prints where errors are swallowed', "test('prints', () => { try { console.error('x') } catch {} });\n"],
  ['Node warns', "test('warns', () => process.emitWarning('x'));\n"],
  ['something is printed while the file loads', `console.log('x');\n${quiet}`],
  [
    'something is printed after the last test',
    "test('prints late', () => void setImmediate(() => console.log('x')));\n",
  ],
])('a run fails when %s', async (_what, code) => {
  expect(await exitCodeOf(code)).toBe(1);
});

it('a run fails when a later file prints, in the process of an earlier one', async () => {
  const longer = '//\n'.repeat(99); // the longest file begins
  using _earlier = tree.write('packages/contract/src/a.test.ts', `import { test } from 'vitest';\n${quiet}${longer}`);
  expect(await exitCodeOf("test('writes', () => void process.stdout.write('x'));\n")).toBe(1);
});

it('a run passes when nothing is printed, or only to a spy', async () => {
  const spied = "test('spies', () => { vi.spyOn(console, 'log').mockReturnValue(); console.log('x') });\n";
  expect(await exitCodeOf(quiet + spied)).toBe(0);
});

/** Runs a test file in the tree, with the settings that every package has. */
async function exitCodeOf(code: string): Promise<unknown> {
  using _planted = tree.write('packages/contract/src/planted.test.ts', `import { test, vi } from 'vitest';\n${code}`);
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const options = { cwd: join(tree.folder, 'packages/contract'), env: { PATH: process.env['PATH'] } };
  return await new Promise((resolve) => {
    execFile(process.execPath, [vitest, 'run'], options, (error) => resolve(error ? error.code : 0));
  });
}
