import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { settings } from './commands.ts';
import { settingsTable } from './settings-table.ts';
import { root } from './workspaces.ts';

const file = join(root, 'docs/operations.md');
const text = readFileSync(file, 'utf8');

const cells = (table: string) => table.replaceAll(/-+|(?<=\|) +| +(?=\|)/g, ''); // the formatter pads them

// `pnpm --filter @typedo/repo-tests docs:settings` writes what this expects, and `pnpm format` lays it out.
it('docs/operations.md has every setting, as .env.example describes it and with its default', async () => {
  const table = settingsTable();
  const part = /(<!-- settings, from \.env\.example -->\n\n)([\s\S]*?)(\n\n<!-- end -->)/;
  expect(text).toMatch(part);
  const expected = text.replace(
    part,
    (_, begin: string, written: string, end: string) =>
      begin + (cells(written) === cells(table) ? written : table) + end,
  );
  await expect(expected).toMatchFileSnapshot(file);
});

it('docs/operations.md explains beyond the table what several servers and a proxy need', () => {
  const [before = ''] = text.split('<!-- settings', 1);
  const needed = ['PUBLIC_URL', 'TRUSTED_PROXIES', 'AUTH_SECRET', 'DATABASE_URL', 'DATABASE_DIRECT_URL', 'POOL_MAX'];
  expect(needed.filter((name) => !settings.has(name) || !before.includes(`\`${name}`))).toEqual([]);
});
