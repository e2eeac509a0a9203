import { afterAll, beforeAll, expect, it } from 'vitest';
import { PlantedTree } from './planted-tree.ts';

const file = 'packages/db/src/planted.ts';

let tree: PlantedTree;
beforeAll(() => {
  tree = new PlantedTree();
});
afterAll(() => tree[Symbol.dispose]());

it.each([
  ['`any` without a reason', 'export const read: (text: string) => any = JSON.parse;\n', 'house(says-why)'],
  ['`as` without a reason', "export const one = JSON.parse('1') as number;\n", 'house(says-why)'],
  ['`!` without a reason', "export const one = 'one'.at(0)!;\n", 'house(says-why)'],
  [
    'a rule switched off without a reason',
    "// oxlint-disable-next-line no-console\nconsole.log('');\n",
    'house(disable-says-why)',
  ],
  ['output of a library', "console.log('');\n", 'eslint(no-console)'],
])('the linter refuses %s', async (_what, code, rule) => {
  using _planted = tree.write(file, code);
  expect(await tree.lint()).toEqual([{ file, code: rule, message: expect.any(String) }]);
});

it.each([
  ['a reason above the statement', "// It is a number.\nexport const one = [\n  JSON.parse('1') as number,\n];\n"],
  ['a reason on the line', "export const one = 'one'.at(0)!; // it has three letters\n"],
  ['`as const`, which overrules nothing', 'export const one = [1] as const;\n'],
  [
    'a rule switched off with a reason',
    "// oxlint-disable-next-line no-console -- it is the banner\nconsole.log('');\n",
  ],
])('the linter accepts %s', async (_what, code) => {
  using _planted = tree.write(file, code);
  expect(await tree.lint()).toEqual([]);
});
