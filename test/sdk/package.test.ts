import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData, type ResolutionKind } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOwnServer } from '../own-server.ts';
import { root } from '../workspaces.ts';
import { manifestOf, OutsideProject, versionOf } from './outside-project.ts';
import { filesOf, importsOf, serverIn, treeOf } from './packed-files.ts';

const patience = { timeout: 120_000 }; // the machine may be busy
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const document = read('packages/sdk/README.md');
/** The programs that the README shows: `run` is the newcomer's, `page` is for browsers alone, the others are for both. */
const shown = [...document.matchAll(/^```ts([^\n]*)\n(.*?)^```$/gms)].map(([, info = '', code = ''], index) => ({
  file: / file=(\S+)/.exec(info)?.[1] ?? `readme-${index}.ts`,
  info,
  code,
}));

let outside: OutsideProject;
let tarball: string;
beforeAll(async () => {
  outside = new OutsideProject();
  tarball = await outside.pack();
  await outside.install(tarball, 'tested');
}, patience.timeout);
afterAll(() => outside[Symbol.dispose]());

describe('the published SDK', () => {
  it('is all that a strict program needs, without skipLibCheck, to be compiled and run', patience, async (test) => {
    const forNode = shown.filter(({ info }) => !info.includes('page')).map(save);
    const { errors, cost } = await outside.compile('node', saveProgram('service.ts'), ...forNode);
    expect(errors).toEqual([]);
    await test.annotate(`on Node: ${cost}`, 'figure');
    await using server = await startOwnServer();
    expect(await outside.run(['service.ts'], await server.newcomer('ada'))).toEqual({ code: 0, output: '' });
  });

  it('is all that a page needs, where there is nothing of Node', patience, async (test) => {
    const forPages = shown.filter(({ info }) => !info.includes('run')).map(save);
    const { errors, cost } = await outside.compile('browser', saveProgram('page.ts'), ...forPages);
    expect(errors).toEqual([]);
    await test.annotate(`in a browser: ${cost}`, 'figure');
  });

  it("runs the newcomer's program of ten lines as the README has it, which prints what the README says", async () => {
    const program = shown.find(({ info }) => info.includes('run'));
    expect(program?.code.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
    await using server = await startOwnServer();
    const output = /^```text\n(.*?)^```$/ms.exec(document)?.[1];
    expect(await outside.run([save(program!)], await server.newcomer('ada'))).toEqual({ code: 0, output });
  });

  it('has a README whose links lead to documents of the repository that exist', () => {
    const { homepage } = JSON.parse(read('packages/sdk/package.json')) as { homepage: string };
    const repository = homepage.split('/tree/', 1)[0];
    const links = [...document.matchAll(/\]\((https:[^)]+)\)/g)].map(([, link = '']) => link);
    const ours = links.filter((link) => link.startsWith(`${repository}/`));
    const paths = ours.map((link) => link.replace(`${repository}/blob/main/`, '').replace(/#.*/, ''));
    expect(paths.length).toBeGreaterThan(1);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('imports its dependencies and nothing else, in its code and in its declarations', () => {
    const imported = filesOf(outside.sdk).flatMap(({ text }) => importsOf(text));
    expect([...new Set(imported)].toSorted()).toEqual(dependencies());
  });

  it('has no server code and none of its types', () => {
    const files = filesOf(outside.sdk).map(({ name, text }) => ({ name, traces: serverIn(text) }));
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter(({ traces }) => traces.length > 0)).toEqual([]);
  });

  it('touches nothing when it is loaded, so that what is not used can be left out', async () => {
    outside.write(
      'load.ts',
      `import assert from 'node:assert/strict';
      await import('zod'); // keeps a register of its own
      const state = () => [Reflect.ownKeys(globalThis), process.getActiveResourcesInfo(), process.eventNames()];
      const before = state();
      await Promise.all([import('@typedo/sdk'), import('@typedo/sdk/browser')]);
      assert.deepEqual(state(), before);`,
    );
    expect(await outside.run(['load.ts'])).toEqual({ code: 0, output: '' });
    expect(await bundleOf("import '@typedo/sdk'; import '@typedo/sdk/browser';")).not.toMatch(/\w/);
  });

  it('is made here with the versions that everything else has', () => {
    expect(versionOf('packages/sdk', 'zod')).toBe(versionOf('packages/contract', 'zod'));
    expect(versionOf('packages/sdk', '@trpc/server')).toBe(versionOf('packages/api', '@trpc/server'));
  });

  it('works with the oldest versions of its dependencies that it accepts', patience, async () => {
    using oldest = new OutsideProject();
    await oldest.install(tarball, 'oldest');
    const { errors } = await oldest.compile('node', saveProgram('service.ts', oldest));
    expect(errors).toEqual([]);
    await using server = await startOwnServer();
    expect(await oldest.run(['service.ts'], await server.newcomer('ada'))).toEqual({ code: 0, output: '' });
  });

  it('is as publint and attw want packages to be', patience, async ({ annotate }) => {
    const packed = readFileSync(tarball);
    const { messages } = await publint({ pack: { tarball: Uint8Array.from(packed).buffer }, strict: true });
    const checked = await checkPackage(createPackageFromTarballData(packed));
    const all = checked.types ? checked.problems : ['no types'];
    const problems = all.filter((problem) => !isOutdated(problem));
    await annotate(`publint: ${messages.length} messages; attw: ${problems.length} problems`, 'figure');
    expect({ messages, problems }).toEqual({ messages: [], problems: [] });
  });

  it('is small', patience, async ({ annotate }) => {
    const all = "export * from '@typedo/sdk'; export * from '@typedo/sdk/browser';";
    const typical = "import { createTypedo } from '@typedo/sdk'; console.log(createTypedo);";
    const tree = treeOf(outside.sdk);
    const figures = [
      `tarball ${kB(statSync(tarball).size)}`,
      `its own code ${sizeOf(await bundleOf(all, dependencies()))}`,
      `all with its dependencies ${sizeOf(await bundleOf(all))}`,
      `createTypedo with what that needs ${sizeOf(await bundleOf(typical))}`,
      `${dependencies().length} dependencies, ${tree.size} packages in all`,
    ];
    await annotate(figures.join('; '), 'figure');
    expect(await bundleOf(all)).toMatch(/\bZod/);
    expect(await bundleOf(typical)).not.toMatch(/\bZod/); // who checks no form takes no schemas along
    expect([...tree].toSorted()).toEqual(dependencies()); // which have none themselves
  });
});

it('what looks for server code finds it', () => {
  const planted: Record<string, string> = {
    MikroORM: 'declare const em: EntityManager;',
    'better-auth': 'const s="better-auth.session_token"',
    pg: 'import pg from "pg";',
    'better-sqlite3': 'require("better_sqlite3.node")',
    kysely: 'import type { Kysely } from "kysely";',
    hono: 'import { Hono } from "hono";',
    'a workspace': 'import("@typedo/contract").Task',
    'our server': 'ctx: import("./context.js").Context;',
    Node: 'import { readFile } from "node:fs";',
  };
  for (const [name, text] of Object.entries(planted)) expect(serverIn(text)).toContain(name);
  const ways = `import a from "a"; import 'b/c'; export * from '@d/e/f'; type G = import("g").G; require('h'); import('./i.js')`;
  expect(importsOf(ways)).toEqual(['a', 'b', '@d/e', 'g', 'h']);
});

/** What the published manifest names, which is all that comes with it. */
function dependencies(): string[] {
  return Object.keys(manifestOf(outside.sdk).dependencies ?? {}).toSorted();
}

function save({ file, code }: { file: string; code: string }): string {
  outside.write(file, code);
  return file;
}

function saveProgram(file: string, project = outside): string {
  project.write(file, read(`test/sdk/programs/${file}`));
  return file;
}

// It is ESM alone: the versions of Node.js that it asks for can `require` that, and what knew no `exports` is long gone.
const outdated: readonly string[] = ['node10', 'node16-cjs'] satisfies ResolutionKind[];

function isOutdated(problem: object | string): boolean {
  return (
    typeof problem === 'object' && 'resolutionKind' in problem && outdated.includes(String(problem.resolutionKind))
  );
}

/** A program bundled for browsers and minified, with what it uses of all packages but these. */
async function bundleOf(code: string, external: string[] = []): Promise<string> {
  const input = join(outside.folder, save({ file: 'bundled.js', code }));
  const isExternal = (id: string) => external.some((name) => id === name || id.startsWith(`${name}/`));
  await using bundle = await rolldown({ input, external: isExternal, platform: 'browser', cwd: outside.folder });
  const { output } = await bundle.generate({ format: 'es', minify: true });
  return output.map((file) => (file.type === 'chunk' ? file.code : '')).join('');
}

function sizeOf(code: string): string {
  return `${kB(gzipSync(code).length)} gzip, ${kB(brotliCompressSync(code).length)} brotli`;
}

function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
