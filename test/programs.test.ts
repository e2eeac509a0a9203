import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { startServerProcess } from '@typedo/server/testing/process';
import { describe, expect, it } from 'vitest';
import { documents, shownOutput, type Block, type Document } from './documents.ts';
import { address, loosely } from './loosely.ts';
import { ReadersCopy } from './readers-copy.ts';

const patience = { timeout: 240_000 }; // the compiler begins at nothing, and the machine may be busy

const withPrograms = documents.filter(({ blocks }) => blocks.some(({ file, run }) => file ?? run));

describe.each(withPrograms)('$path', (document) => {
  it('shows programs that compile, and run, and print what it says', patience, async () => {
    await using reader = await setupReader();
    expect(await reader.save(document)).toEqual([]);
    for (const block of document.blocks.filter(isRunHere)) {
      const shown = shownOutput(document, block);
      const { code, output, errors } = await reader.run(block, shown);
      expect(code, `${block.code}\n${output}${errors}`).toBe(0);
      expect(loosely(output)).toBe(loosely(shown ?? output));
    }
  });

  it('leaves no program out', () => {
    const code = (blocks: readonly Block[]) => blocks.map(({ code }) => code).join('\n');
    const commands = code(document.blocks.filter(({ run }) => run));
    const idle = document.blocks.filter(({ language, file = '', run }) => {
      const imported = code(document.blocks).includes(`'./${basename(file)}'`);
      const tested = /\.(test|config)\.ts$/.test(file) && / test$/m.test(commands);
      return language === 'ts' && !run && !imported && !tested && !commands.includes(` ${file}`);
    });
    expect(idle).toEqual([]);
  });
});

it('a server says when it starts what the quickstart shows', async () => {
  await using reader = await setupReader();
  const quickstart = documents.find(({ path }) => path === 'docs/quickstart.md')!;
  const start = quickstart.blocks.find(({ code }) => code.endsWith(' start\n'))!;
  expect(loosely(`${reader.lines.join('\n')}\n`)).toBe(loosely(shownOutput(quickstart, start) ?? ''));
});

/** A reader who has started a server in a clone, made an account and a key, and now follows a document. */
async function setupReader() {
  await using disposables = new AsyncDisposableStack();
  const copy = disposables.use(new ReadersCopy());
  const { url, lines } = disposables.use(await startServerProcess({ PORT: '0', DATA_DIR: join(copy.folder, 'data') }));
  const account = { name: 'Ada', email: 'ada@example.com', password: 'the password of ada' };
  await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  const made = await copy.run('pnpm --silent typedo key create --email ada@example.com --name tests');
  if (made.code !== 0) throw new Error(made.output + made.errors);
  const here = (code: string) => code.replaceAll(address, url);
  const owned = disposables.move();
  return {
    copy,
    lines,
    /** Saves what the document says to save, and gives what the compiler finds wrong with it. */
    async save({ blocks }: Document): Promise<string[]> {
      const files = blocks.flatMap(({ file, code }) => (file === undefined ? [] : [{ file, code }]));
      for (const { file, code } of files) copy.write(file, here(code));
      for (const { file } of files) if (file.endsWith('/package.json')) copy.install(dirname(file));
      if (files.length === 0) return [];
      const projects = new Set(files.map(({ file }) => projectOf(copy, dirname(file))));
      if (files.some(({ file }) => file.endsWith('/vitest.config.ts'))) projects.add('tsconfig.tools.json');
      const { output } = await copy.run(`tsc -b --pretty false ${[...projects].join(' ')}`);
      // What is wrong elsewhere is for others to say.
      return output
        .split('\n')
        .filter((line) => line.startsWith('error') || files.some(({ file }) => line.startsWith(file)));
    },
    /** Runs a block as a reader would, in one terminal: what was exported stays. A stream is ended when it has shown as much as the document. */
    run({ language, file, code }: Block, shown = '') {
      const settings = { TYPEDO_API_KEY: made.output.trim() };
      if (language !== 'sh') return copy.run(`node ${file}`, settings);
      const command = here(code).replaceAll(/npx (--yes )?pnpm(@\S+)?/g, 'pnpm');
      const lines = code.includes('--no-buffer') ? shown.split('\n').length - 1 : Infinity;
      return copy.run(`${restore}\n${command}\n${keep}`, settings, lines);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function projectOf(copy: ReadersCopy, folder: string): string {
  return existsSync(join(copy.folder, folder, 'tsconfig.json')) ? folder : projectOf(copy, dirname(folder));
}

/** A terminal keeps what was exported in it. */
const restore = 'if [ -f .exported ]; then . ./.exported; fi';
const keep = 'code=$?; export -p >.exported; exit $code';

const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** A machine need not have curl. */
function isRunHere({ run, code }: Block): boolean {
  return run && (hasCurl || !/\bcurl\b/.test(code));
}
