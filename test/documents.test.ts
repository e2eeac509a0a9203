import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { procedureReasons, reasonsByName } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { commandsOf, operatorsHelp, problemOf, settings } from './commands.ts';
import { documents } from './documents.ts';
import { root, workspaces } from './workspaces.ts';

const files = globSync('{*,.*,{.ci,.oxlint,apps,docs,examples,packages,test}/**/*}', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/dist/**', '**/reports/**'],
});

const capitals = [...settings, ...Object.keys(reasonsByName), ...Object.values(reasonsByName).map(({ code }) => code)];

const doors = Object.entries(workspaces).flatMap(([name, folder]) => {
  // What pnpm and Node read from it.
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { exports?: object };
  return [name, ...Object.keys(manifest.exports ?? {}).map((door) => name + door.slice(1))];
});

const decisions = documents.filter(({ path }) => path.startsWith('docs/decisions/'));

describe.each(documents)('$path', (document) => {
  const { path, blocks, words, links } = document;

  it('links to what exists', () => {
    const broken = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file ? normalize(join(dirname(path), file)) : path;
      const anchors = documents.find((other) => other.path === target)?.anchors ?? [];
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchors.includes(anchor));
    });
    expect(broken.filter((link) => !link.startsWith('https:'))).toEqual([]);
  });

  it('names files that exist', () => {
    const saved = blocks.flatMap(({ file = [] }) => file);
    const known = [...files, ...saved, ...saved.map(dirname)].map((file) => `/${file}`);
    const isFile = /^\S+\.(tsx?|js|json|md|yaml)$|^\.?(ci|oxlint|apps|docs|examples|packages|test)\/\S*$/;
    const named = words.filter((word) => isFile.test(word)).map((word) => `/${word.replace(/\/$/, '')}`);
    expect(named.filter((name) => !known.some((file) => file.endsWith(name)))).toEqual([]);
  });

  it('shows commands that exist', () => {
    const problems = commandsOf(document).map((command) => [command, problemOf(command, document)] as const);
    expect(problems.filter(([, problem]) => problem !== null)).toEqual([]);
  });

  it('names settings, reasons, procedures, packages and options that exist', () => {
    const assigned = blocks
      .filter(({ language }) => language === 'ini')
      .flatMap(({ code }) => code.match(/^\w+/gm) ?? []);
    const named = words.map((word) => word.split('=', 1)[0] ?? '').filter((word) => /^[A-Z]+_[A-Z_]+$/.test(word));
    const called = words.filter((word) => /^(task|sync|account)\.[\w.]+$/.test(word) && !word.endsWith('.ts'));
    const options = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.split(' ', 1)[0] ?? '');
    expect([...settings]).toEqual(expect.arrayContaining(assigned));
    expect(capitals).toEqual(expect.arrayContaining(named));
    expect(Object.keys(procedureReasons)).toEqual(expect.arrayContaining(called));
    expect(doors).toEqual(expect.arrayContaining(words.filter((word) => word.startsWith('@typedo/'))));
    expect(options.filter((option) => !operatorsHelp.includes(option))).toEqual([]);
  });
});

it.each<[path: string, lines: number]>([
  ['README.md', 110],
  ['ARCHITECTURE.md', 150],
  ['CONTRIBUTING.md', 80],
  ...decisions.map(({ path }): [string, number] => [path, 40]),
])('%s has fewer than %i lines', (path, lines) => {
  expect(documents.find((document) => document.path === path)?.text.match(/\n/g)?.length).toBeLessThan(lines);
});

it('README.md has every room in its table', () => {
  const readme = documents.find(({ path }) => path === 'README.md');
  const rooms = [...(readme?.text ?? '').matchAll(/^\| `([\w/]+)` +\|/gm)].map(([, room]) => room);
  expect(rooms.toSorted()).toEqual(Object.values(workspaces).toSorted());
});

it('the decisions are numbered without a gap, and each says its number', () => {
  for (const [index, { path, text }] of decisions.entries()) {
    const number = String(index + 1).padStart(4, '0');
    expect([basename(path).slice(0, 5), text.slice(0, 8)]).toEqual([`${number}-`, `# ${number}: `]);
  }
});
