import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contractTables } from './contract-tables.ts';
import { root } from './workspaces.ts';

const file = join(root, 'docs/contract.md');

// `pnpm --filter @typedo/repo-tests docs:contract` writes what this expects.
it('docs/contract.md says what the contract says', async () => {
  const tables = contractTables();
  const used: string[] = [];
  const expected = readFileSync(file, 'utf8').replace(
    /(<!-- (\w+), from the contract -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin: string, name: string, end: string) => {
      used.push(name);
      return `${begin}\n${tables[name] ?? 'There is no such part.'}\n\n${end}`;
    },
  );
  expect(used.toSorted()).toEqual(Object.keys(tables).toSorted());
  await expect(expected).toMatchFileSnapshot(file);
});
