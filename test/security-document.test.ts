import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { asvsLevel1 } from './asvs-level-1.ts';
import { root } from './workspaces.ts';

const file = join(root, 'SECURITY.md');
const text = readFileSync(file, 'utf8');

const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, id = '', , status = '', shown = '']) => ({ id, status, shown }),
);

const statuses = ['met', 'not applicable', 'open'];

it('SECURITY.md has every requirement of ASVS level 1 once, in order, with a status', () => {
  expect(asvsLevel1).toHaveLength(70);
  expect(rows.map(({ id }) => id)).toEqual(asvsLevel1);
  expect(rows.filter(({ status }) => !statuses.includes(status))).toEqual([]);
});

it('names a test that exists for each requirement that is met', () => {
  const unshown = rows.filter(({ status, shown }) => status === 'met' && testsIn(shown).length === 0);
  expect(unshown).toEqual([]);
  const missing = rows.flatMap(({ id, shown }) =>
    testsIn(shown)
      .filter(({ path, name }) => !hasTest(path, name))
      .map((test) => ({ id, ...test })),
  );
  expect(missing).toEqual([]);
});

// `pnpm --filter @typedo/repo-tests docs:security` writes what this expects.
it('counts them right', async () => {
  const counts = statuses.map((status) => `${rows.filter((row) => row.status === status).length} ${status}`);
  const expected = text.replace(
    /(<!-- counts, from the tables -->\n)[\s\S]*?(<!-- end -->)/,
    (_, begin: string, end: string) => `${begin}\n${rows.length} requirements: ${counts.join(', ')}.\n\n${end}`,
  );
  expect(expected).toContain(counts.join(', '));
  await expect(expected).toMatchFileSnapshot(file);
});

it('says how guessing is slowed down, and that nobody can lock out somebody else', () => {
  const part = partOf('Guessing passwords');
  expect(part).toMatch(/TRUSTED_PROXIES/);
  expect(part).toMatch(/lock\w*/);
  expect(part).toMatch(/\b\d+ (attempts|for an e-mail)/);
});

it('says within which time a library is mended, by the risk, and updated otherwise', () => {
  expect(partOf('Libraries').match(/(?:within|every) \d+\s+days/g)).toHaveLength(3);
});

/** The tests that a row names: a file, and behind it a part of the test's name. */
function testsIn(shown: string): { path: string; name: string }[] {
  return [...shown.matchAll(/`([\w./-]+\.test\.ts)`: “([^”]+)”/g)].map(([, path = '', name = '']) => ({ path, name }));
}

/** Whether a file has a test, or a group of tests, whose name holds this. */
function hasTest(path: string, name: string): boolean {
  if (!existsSync(join(root, path))) return false;
  const titles = /^\s*(?:(?:it|test|describe)\b(?!\.(?:skip|todo|skipIf))[^'"`\n]*|[\])}]+\(|\[)?['"`]/;
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  return lines.some((line) => titles.test(line) && line.includes(name));
}

function partOf(heading: string): string {
  const [, part = ''] = text.split(new RegExp(`^#+ ${heading}$`, 'm'));
  return part.split(/^#/m, 1)[0] ?? '';
}
