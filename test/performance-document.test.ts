import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { missedGoals, performanceTable } from './performance-table.ts';
import { root } from './workspaces.ts';

const file = join(root, 'docs/performance.md');
const text = readFileSync(file, 'utf8');

const cells = (table: string) => table.replaceAll(/-+|(?<=\|) +| +(?=\|)/g, ''); // the formatter pads them

// `pnpm --filter @typedo/repo-tests docs:performance` writes what this expects, and `pnpm format` lays it out.
it('docs/performance.md has the figures of the runs beside it', async () => {
  let expected = text;
  for (const database of ['sqlite', 'postgres'] as const) {
    const table = performanceTable(database);
    const part = new RegExp(`(<!-- figures of ${database} -->\n\n)([\\s\\S]*?)(\n\n<!-- end -->)`);
    expect(text).toMatch(part);
    expected = expected.replace(
      part,
      (_, begin: string, written: string, end: string) =>
        begin + (cells(written) === cells(table) ? written : table) + end,
    );
  }
  await expect(expected).toMatchFileSnapshot(file);
});

it('docs/performance.md says of every goal that was missed what bounds it', () => {
  const works = new Set(
    (['sqlite', 'postgres'] as const).flatMap((database) =>
      missedGoals(database).map((goal) => goal.split(':', 1)[0] ?? ''),
    ),
  );
  const [, bounds = ''] = text.split('## What bounds the rest');
  expect([...works].filter((work) => !bounds.includes(work))).toEqual([]);
});
