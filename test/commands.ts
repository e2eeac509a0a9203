import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from './documents.ts';
import { root, workspaces } from './workspaces.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** What `pnpm typedo --help` prints. */
export const operatorsHelp = execFileSync(process.execPath, [join(root, 'apps/server/src/cli.ts'), '--help'], {
  encoding: 'utf8',
});

/** The environment variables that programs of the repository read: the server, the tests, the example, the composition. */
export const settings: ReadonlySet<string> = new Set(
  [
    ...read('.env.example').matchAll(/^#([A-Z_]+)=/gm),
    ...read('turbo.json').matchAll(/"([A-Z]+_[A-Z_]+)"/g),
    ...read('examples/load.ts').matchAll(/^ {2}([A-Z_]+) /gm),
    ...read('apps/bench/src/main.ts').matchAll(/'(BENCH_[A-Z_]+)'/g),
    ...read('compose.yaml').matchAll(/\$\{([A-Z_]+)/g),
  ].map(([, name = '']) => name),
);

/** Every command of a document, in its shell blocks and in its sentences; of blocks that are run those of pnpm alone, the rest proves itself. */
export function commandsOf({ blocks, words }: Document): string[] {
  const lines = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code, run }) =>
      code
        .replaceAll('\\\n', ' ')
        .split('\n')
        .filter((line) => (run ? /^(npx|pnpm) /.test(line) : line !== '')),
    );
  return [...lines, ...words.filter((word) => /^([A-Z_]+=\S* )*(npx|pnpm) |^\.ci\//.test(word))];
}

/** Why a command cannot work; null if it can, as far as that is to be seen without running it. */
export function problemOf(command: string, document: Document): string | null {
  const [, assignments = '', line = ''] = /^((?:(?:export )?[A-Z_]+=\S*\s*)*)(.*)$/.exec(command) ?? [];
  for (const [, name = ''] of assignments.matchAll(/([A-Z_]+)=/g))
    if (!settings.has(name)) return `There is no setting ${name}`;
  if (line === '' || line.startsWith('curl ')) return null;
  const [program = '', ...words] = line.split(' ');
  if (program === 'docker') return problemOfDocker(words);
  if (program.includes('/')) return existsSync(join(root, program)) ? null : `There is no ${program}`;
  const rest = words.filter((word) => word !== '--yes');
  const pnpm = rest.shift() ?? '';
  if (program !== 'npx' || (pnpm !== 'pnpm' && pnpm !== `pnpm@${pinned}`))
    return `Write npx pnpm, or npx --yes pnpm@${pinned}`;
  return problemOfPnpm(rest, document);
}

const pinned = /^ {2}pnpm: (\S+)$/m.exec(read('pnpm-workspace.yaml'))?.[1];

/** Without an engine only the files that it is given can be looked for. */
function problemOfDocker(words: string[]): string | null {
  const missing = ['Dockerfile', 'compose.yaml', ...words.filter((word) => word.endsWith('.ts'))].find(
    (file) => !existsSync(join(root, file)),
  );
  return missing === undefined ? null : `There is no ${missing}`;
}

function problemOfPnpm(words: string[], document: Document): string | null {
  const filtered = words[0] === '--filter';
  const [script = '', ...rest] = filtered ? words.slice(2) : words;
  if (words.length === 0 || script === 'install') return null;
  if (script === 'exec') return existsSync(join(root, 'node_modules/.bin', rest[0] ?? '')) ? null : 'Nothing to run';
  if (!(script in scriptsOf(filtered ? words[1] : undefined, document))) return `There is no script ${script}`;
  return script === 'typedo' ? problemOfTypedo(rest) : null;
}

function problemOfTypedo(words: string[]): string | null {
  const options = words.filter((word) => word.startsWith('--') && word !== '--help');
  const first = words.findIndex((word) => word.startsWith('--'));
  const name = words.slice(0, first === -1 ? undefined : first).join(' ');
  const unknown = [...options, `\n  ${name}`].find((part) => !operatorsHelp.includes(part));
  return unknown === undefined ? null : `pnpm typedo --help says nothing of ${unknown.trim()}`;
}

/** The scripts of a workspace, which the document itself may have added, or of the root. */
function scriptsOf(name: string | undefined, { blocks }: Document): Record<string, string> {
  const folder = name === undefined ? '' : Object.entries(workspaces).find(([known]) => known === name)?.[1];
  const added = blocks.find(({ file = '', code }) => file.endsWith('/package.json') && code.includes(`"${name}"`));
  const manifest = folder === undefined ? (added?.code ?? '{}') : read(join(folder, 'package.json'));
  // What pnpm reads from it.
  return (JSON.parse(manifest) as { scripts?: Record<string, string> }).scripts ?? {};
}
