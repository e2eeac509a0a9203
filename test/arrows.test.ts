import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlantedTree, type Finding } from './planted-tree.ts';
import { root, sourceOf, workspaces, type Workspace } from './workspaces.ts';

// contract <- db <- api <- server        contract <- sdk <- client        contract, sdk <- mcp <- server
// api <- sdk  by `import type` only: the linter sees to that.
const arrows: Record<Workspace, readonly Workspace[]> = {
  '@typedo/contract': [],
  '@typedo/db': ['@typedo/contract'],
  '@typedo/api': ['@typedo/contract', '@typedo/db'],
  // A tool, which nobody imports.
  '@typedo/gate': ['@typedo/contract', '@typedo/api'],
  '@typedo/sdk': ['@typedo/contract', '@typedo/api'],
  // Its program calls through the SDK; what the server loads does not: the linter sees to that.
  '@typedo/mcp': ['@typedo/contract', '@typedo/sdk'],
  '@typedo/server': ['@typedo/contract', '@typedo/db', '@typedo/api', '@typedo/mcp'],
  '@typedo/client': ['@typedo/contract', '@typedo/sdk'],
  // It starts the server's program, and fills its database.
  '@typedo/bench': ['@typedo/contract', '@typedo/db', '@typedo/server'],
  '@typedo/examples': ['@typedo/contract', '@typedo/sdk'],
  // Rules about the whole may look behind every door.
  '@typedo/repo-tests': ['@typedo/contract', '@typedo/db', '@typedo/api', '@typedo/sdk', '@typedo/mcp'],
};

// Where tests go beyond: they start the server, call it through the SDK and find their databases behind `@typedo/db/testing`.
const testArrows: Partial<Record<Workspace, readonly Workspace[]>> = {
  // That the tools are the procedures is seen where both are.
  '@typedo/mcp': ['@typedo/api'],
  '@typedo/server': ['@typedo/sdk'],
  '@typedo/client': ['@typedo/server', '@typedo/db'],
  '@typedo/examples': ['@typedo/server', '@typedo/db'],
  '@typedo/repo-tests': ['@typedo/server'],
};

// The keys of an object literal are the names that it was written with.
const names = Object.keys(workspaces) as Workspace[];

let tree: PlantedTree;
beforeAll(() => {
  tree = new PlantedTree();
});
afterAll(() => tree[Symbol.dispose]());

describe('the linter', () => {
  const rule = 'eslint(no-restricted-imports)';
  const contractAlone = 'The contract imports zod alone';
  const belowApi = 'db knows the contract; the API knows db';
  const noOrm = 'The API never sees the ORM or a driver';
  const typeOnly = 'By `import type` only: no server code in a bundle';
  const sdkAlone = 'The SDK imports the contract and @trpc/client alone';
  const clientAlone = 'The client knows the SDK and the contract';
  const fromContract = 'Tools are made from the contract';
  const application = 'Nobody imports an application';
  const around = 'Enter a package through its door';
  const environment = 'Only env.ts reads the environment';

  const violations: [sentence: string, file: string, code: string, message: string, rule?: string][] = [
    ['keeps the database out of the contract', 'packages/contract/src/*.ts', value('@typedo/db'), contractAlone],
    ["keeps the API's types out of the contract", 'packages/contract/src/*.ts', type('@typedo/api'), contractAlone],
    ['keeps the SDK out of the contract', 'packages/contract/src/*.ts', value('@typedo/sdk'), contractAlone],
    ['keeps the server out of the contract', 'packages/contract/src/*.ts', value('@typedo/server'), contractAlone],
    ['keeps Node out of the contract', 'packages/contract/src/*.ts', value('node:fs'), contractAlone],
    ['keeps every library but zod out of the contract', 'packages/contract/src/*.ts', value('kysely'), contractAlone],

    ['keeps the API out of the database layer', 'packages/db/src/*.ts', value('@typedo/api'), belowApi],
    ["keeps the SDK's types out of the database layer", 'packages/db/src/*.ts', type('@typedo/sdk'), belowApi],
    ['keeps tRPC out of the database layer', 'packages/db/src/*.ts', value('@trpc/server'), belowApi],
    ['keeps the server out of the database layer', 'packages/db/src/*.ts', value('@typedo/server'), application],
    ['keeps the client out of the database layer', 'packages/db/src/*.ts', value('@typedo/client'), application],
    [
      'keeps test code out of the database layer',
      'packages/db/src/*.ts',
      value('./testing/index.ts'),
      'Only tests use',
    ],
    ['keeps the ORM behind the door of the store', 'packages/db/src/store.ts', type('@mikro-orm/core'), 'shows no ORM'],

    ["keeps the SDK's types out of the API", 'packages/api/src/*.ts', type('@typedo/sdk'), 'never the other way round'],
    ['keeps the server out of the API', 'packages/api/src/*.ts', value('@typedo/server'), application],
    ['keeps the client out of the API', 'packages/api/src/*.ts', value('@typedo/client'), application],
    ['keeps MikroORM out of the API', 'packages/api/src/*.ts', value('@mikro-orm/core'), noOrm],
    ["keeps MikroORM's types out of the API", 'packages/api/src/*.ts', type('@mikro-orm/postgresql'), noOrm],
    ['keeps Kysely out of the API', 'packages/api/src/*.ts', value('kysely'), noOrm],
    ['keeps the driver of PostgreSQL out of the API', 'packages/api/src/*.ts', value('pg'), noOrm],
    ['keeps the driver of SQLite out of the API', 'packages/api/src/*.ts', value('better-sqlite3'), noOrm],
    [
      'shows the API the store and no more of db',
      'packages/api/src/*.ts',
      type('@typedo/db'),
      "the store's interfaces",
    ],
    [
      'keeps test code out of the API',
      'packages/api/src/*.ts',
      value('@typedo/db/testing/places'),
      "the store's interfaces",
    ],

    ['lets the SDK import the API by `import type` only', 'packages/sdk/src/*.ts', value('@typedo/api'), typeOnly],
    ['lets the SDK load the API at no later time', 'packages/sdk/src/*.ts', later('@typedo/api'), typeOnly],
    [
      "lets the SDK import tRPC's server by `import type` only",
      'packages/sdk/src/*.ts',
      value('@trpc/server'),
      typeOnly,
    ],
    ["keeps the database's types out of the SDK", 'packages/sdk/src/*.ts', type('@typedo/db'), sdkAlone],
    ['keeps the server out of the SDK', 'packages/sdk/src/*.ts', value('@typedo/server'), sdkAlone],
    ['keeps the client out of the SDK', 'packages/sdk/src/*.ts', value('@typedo/client'), sdkAlone],
    ['keeps Node out of the SDK', 'packages/sdk/src/*.ts', value('node:crypto'), sdkAlone],

    ["keeps the API out of the agents' tools", 'packages/mcp/src/*.ts', type('@typedo/api'), fromContract],
    ["keeps the SDK out of the agents' tools", 'packages/mcp/src/*.ts', value('@typedo/sdk'), fromContract],
    ["keeps Node out of the agents' tools", 'packages/mcp/src/*.ts', value('node:fs'), fromContract],
    [
      'keeps the program of the tools behind their door',
      'packages/mcp/src/*.ts',
      value('./stdio/env.ts'),
      fromContract,
    ],
    [
      'shows the program of the tools the SDK and no more',
      'packages/mcp/src/stdio/*.ts',
      type('@typedo/api'),
      'through the SDK',
    ],
    ["keeps the agents' tools out of the database layer", 'packages/db/src/*.ts', value('@typedo/mcp'), belowApi],
    [
      "keeps the agents' tools out of the API",
      'packages/api/src/*.ts',
      type('@typedo/mcp'),
      'never the other way round',
    ],
    ["keeps the agents' tools out of the SDK", 'packages/sdk/src/*.ts', type('@typedo/mcp'), sdkAlone],
    ["keeps the agents' tools out of the client", 'apps/client/src/*.ts', type('@typedo/mcp'), clientAlone],
    [
      "keeps the database's types out of the gate",
      'packages/gate/src/*.ts',
      type('@typedo/db/store'),
      'The gate knows',
    ],
    ['keeps the SDK out of the gate', 'packages/gate/src/*.ts', value('@typedo/sdk'), 'The gate knows'],
    ['keeps the gate out of the API', 'packages/api/src/*.ts', value('@typedo/gate'), application],

    ['keeps the SDK out of the server', 'apps/server/src/*.ts', value('@typedo/sdk'), "Only the server's tests"],
    [
      'keeps test code out of the server',
      'apps/server/src/*.ts',
      value('@typedo/db/testing/places'),
      "Only the server's tests",
    ],
    ['keeps the client out of the server', 'apps/server/src/*.ts', value('@typedo/client'), application],

    ["keeps the database's types out of the client", 'apps/client/src/*.ts', type('@typedo/db'), clientAlone],
    ["keeps the API's types out of the client", 'apps/client/src/*.tsx', type('@typedo/api'), clientAlone],
    ["keeps tRPC's server out of the client", 'apps/client/src/*.ts', value('@trpc/server'), clientAlone],
    ['keeps the server out of the client', 'apps/client/src/*.ts', value('@typedo/server'), application],
    [
      'keeps Node out of the client',
      'apps/client/src/*.ts',
      value('node:path'),
      'node:path',
      'import(no-nodejs-modules)',
    ],
    [
      'keeps the API out of the examples',
      'examples/*.ts',
      value('@typedo/api'),
      'An example uses what any program may use',
    ],
    ['keeps the server out of the examples', 'examples/*.ts', value('@typedo/server/testing'), 'An example uses'],

    ["keeps the server's own files out of tests", 'packages/sdk/test/*.test.ts', value('@typedo/server'), application],
    ['keeps the bench out of the server', 'apps/server/src/*.ts', value('@typedo/bench'), application],
    ["keeps the server's own files out of the bench", 'apps/bench/src/*.ts', value('@typedo/server'), application],
    ['keeps the client out of tests', 'apps/server/test/*.test.ts', value('@typedo/client'), application],
    ["sees a test's path around a door", 'packages/api/src/*.test.ts', value('../../db/src/index.ts'), around],
    ['sees a name around a door', 'apps/server/src/*.ts', value('@typedo/db/src/index.ts'), around],
    ['sees a path around a door beside the workspaces', 'scripts/*.ts', value('../packages/db/src/index.ts'), around],
    [
      'sees a path around a door from behind that of the store',
      'packages/db/src/refused.ts',
      value('../../api/src/index.ts'),
      around,
    ],
    ['keeps the server out of what is beside the workspaces', 'scripts/*.ts', value('@typedo/server'), application],
    [
      'sees a door where there is none',
      'packages/db/src/*.ts',
      "export * from './index.ts';\n",
      'Only a door',
      'house(doors-only)',
    ],
    [
      'sees it in two steps',
      'packages/db/src/*.ts',
      "import { name } from './index.ts';\nexport { name };\n",
      'Only a door',
      'house(doors-only)',
    ],
    [
      'lets only env.ts read the environment',
      'apps/server/src/*.ts',
      'export const { port } = process.env;\n',
      environment,
      'eslint(no-restricted-properties)',
    ],
  ];
  for (const name of names) {
    const folder = sourceOf(workspaces[name]);
    const other = name === '@typedo/db' ? 'packages/api' : 'packages/db';
    const path = `${'../'.repeat(folder.split('/').length)}${other}/src/index.ts`;
    violations.push([`sees a path around a door from ${folder}`, `${folder}/*.ts`, value(path), around]);
  }
  for (const folder of ['packages/db/src', 'packages/api/src', 'apps/server/src', 'scripts']) {
    const code = "import { env as _env } from 'node:process';\n";
    violations.push([`lets ${folder} import no environment`, `${folder}/*.ts`, code, environment]);
  }
  const planted = violations.map(([, file, code], index) => ({
    file: file.replace('*', `planted-${String(index)}`),
    code,
  }));

  let findings: Finding[];
  beforeAll(async () => {
    using files = new DisposableStack();
    for (const { file, code } of planted) files.use(tree.write(file, code));
    findings = await tree.lint();
  });

  it.each(violations.map(([sentence, , , message, code = rule], index) => ({ sentence, index, message, code })))(
    '$sentence',
    ({ index, message, code }) => {
      const file = planted[index]?.file;
      expect(findings.filter((finding) => finding.file === file)).toEqual([
        { file, code, message: expect.stringContaining(message) },
      ]);
    },
  );

  it('sees a cycle', async () => {
    using _one = tree.write(
      'packages/db/src/one.ts',
      "import { two } from './two.ts';\nexport const one = (): unknown => two;\n",
    );
    using _two = tree.write(
      'packages/db/src/two.ts',
      "import { one } from './one.ts';\nexport const two = (): unknown => one;\n",
    );
    const found = await tree.lint(); // in whichever order
    expect(found.toSorted((a, b) => a.file.localeCompare(b.file))).toEqual(
      ['one', 'two'].map((name) => ({
        file: `packages/db/src/${name}.ts`,
        code: 'import(no-cycle)',
        message: expect.stringContaining('cycle'),
      })),
    );
  });

  it('finds nothing where the arrows are followed', async () => {
    using files = new DisposableStack();
    const plant = (file: string, code: string) => files.use(tree.write(file, code));
    plant('packages/contract/src/deep/er/planted.ts', value('zod') + value('../../index.ts'));
    plant('packages/db/src/planted.ts', value('@typedo/contract') + value('@mikro-orm/core') + value('node:fs'));
    plant('packages/db/src/store.ts', "export * from './principal.ts';\n");
    plant('packages/db/src/principal.ts', type('@typedo/contract'));
    plant('packages/api/src/planted.ts', value('@typedo/db/store') + value('@typedo/contract'));
    plant('packages/gate/src/planted.ts', value('@typedo/api') + value('@typedo/contract') + value('node:fs'));
    plant('packages/sdk/src/planted.ts', type('@typedo/api') + value('@trpc/client') + value('@typedo/contract'));
    plant('packages/mcp/src/planted.ts', value('@typedo/contract') + value('@modelcontextprotocol/sdk/types.js'));
    plant('packages/mcp/src/stdio/planted.ts', value('@typedo/sdk') + value('../planted.ts'));
    plant('packages/mcp/src/stdio/env.ts', 'export const { port } = process.env;\n');
    plant(
      'apps/server/src/planted.ts',
      value('@typedo/mcp') + value('@typedo/api') + value('@typedo/db') + value('@typedo/contract'),
    );
    plant('apps/server/src/env.ts', 'export const { port } = process.env;\n');
    plant('apps/server/test/planted.test.ts', value('@typedo/sdk') + value('@typedo/db/testing'));
    plant('apps/client/src/planted.ts', value('@typedo/sdk') + value('@typedo/contract'));
    plant(
      'apps/bench/src/planted.ts',
      `${value('@typedo/db')}${value('pg')}${value('node:fs')}console.log(process.env);\n`,
    );
    plant('examples/test/planted.test.ts', value('@typedo/server/testing') + value('@typedo/server/testing/process'));
    plant('examples/planted.ts', value('@typedo/sdk') + value('node:fs'));
    expect(await tree.lint()).toEqual([]);
  });
});

describe('a package', () => {
  const nowhere = expect.stringMatching(/^ERR_(MODULE_NOT_FOUND|PACKAGE_PATH_NOT_EXPORTED)$/);

  it.each(names)('%s depends on no workspace that its arrows do not lead to', (from) => {
    const { dependencies, devDependencies } = manifestOf(from);
    expect(arrows[from]).toEqual(expect.arrayContaining(ours(dependencies)));
    expect(leadTo(from)).toEqual(expect.arrayContaining(ours(devDependencies)));
  });

  it.each(names)('%s resolves the workspaces that it depends on, and no others', async (from) => {
    const others = names.filter((name) => name !== from);
    const doors = others.map((to) => (follows(from).includes(to) && hasDoor(to) ? door(to) : nowhere));
    expect(await resolve(from, others)).toEqual(doors);
  });

  it.each(names)('%s cannot go past the doors of others', async (from) => {
    const inside = follows(from).map((to) => `${to}/src/index.ts`);
    expect(await resolve(from, inside)).toEqual(inside.map(() => 'ERR_PACKAGE_PATH_NOT_EXPORTED'));
  });

  it.each<[from: Workspace, libraries: string[]]>([
    ['@typedo/contract', ['@trpc/server', 'kysely', 'hono', 'react']],
    ['@typedo/db', ['@trpc/server', 'hono', 'better-auth']],
    [
      '@typedo/api',
      ['@mikro-orm/core', '@mikro-orm/postgresql', 'kysely', 'pg', 'better-sqlite3', 'hono', 'better-auth'],
    ],
    ['@typedo/mcp', ['@trpc/server', '@trpc/client', '@mikro-orm/core', 'kysely', 'hono', 'better-auth']],
    ['@typedo/sdk', ['@mikro-orm/core', 'kysely', 'pg', 'better-sqlite3', 'hono', 'better-auth']],
    ['@typedo/client', ['@trpc/server', '@mikro-orm/core', 'kysely', 'pg', 'better-sqlite3', 'hono', 'better-auth']],
  ])('%s resolves none of %j', async (from, libraries) => {
    expect(await resolve(from, libraries)).toEqual(libraries.map(() => 'ERR_MODULE_NOT_FOUND'));
  });

  it('resolves what it depends on', async () => {
    expect(await resolve('@typedo/contract', ['zod'])).toEqual([expect.stringContaining('/zod/')]);
  });
});

describe('the compiler', () => {
  it('refuses the way into the files of a workspace that no reference leads to', async () => {
    // Tests start the server, and the compiler follows references to references: there the linter is alone.
    const froms = names.filter((name) => !leadTo(name).includes('@typedo/server'));
    const pairs = froms.flatMap((from) =>
      names.filter((to) => to !== from && !reachable(from).has(to)).map((to) => ({ from, to })),
    );
    const planted = pairs.map(({ from, to }, index) => {
      const source = sourceOf(workspaces[from]);
      const up = '../'.repeat(source.split('/').length);
      return { file: `${source}/planted${String(index)}.ts`, target: `${sourceOf(workspaces[to])}/index.ts`, up };
    });
    using files = new DisposableStack();
    for (const { file, target, up } of planted) files.use(tree.write(file, `export { name } from '${up}${target}';\n`));
    const findings = await tree.compile();
    for (const { file, target } of planted) {
      expect(findings).toContainEqual({ file, code: 'TS6307', message: expect.stringContaining(target) });
    }
  });

  it('accepts what follows the arrows', async () => {
    using files = new DisposableStack();
    for (const from of names) {
      for (const [index, to] of follows(from).filter(hasDoor).entries()) {
        const code = `import type { name } from '${to}';\nexport type Name = typeof name;\n`;
        files.use(tree.write(`${sourceOf(workspaces[from])}/planted${String(index)}.ts`, code));
      }
    }
    expect(await tree.compile()).toEqual([]);
  });
});

interface Manifest {
  readonly exports?: object;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

function manifestOf(workspace: Workspace): Manifest {
  // What pnpm reads from it.
  return JSON.parse(readFileSync(join(root, workspaces[workspace], 'package.json'), 'utf8')) as Manifest;
}

/** The workspaces among dependencies. */
function ours(dependencies: Record<string, string> = {}): Workspace[] {
  return names.filter((name) => name in dependencies);
}

/** Where a workspace and its tests may go. */
function leadTo(from: Workspace): Workspace[] {
  return [...arrows[from], ...(testArrows[from] ?? [])];
}

/** Those of the arrows that the manifest makes use of. */
function follows(from: Workspace): Workspace[] {
  const { dependencies, devDependencies } = manifestOf(from);
  return ours({ ...dependencies, ...devDependencies }).filter((to) => leadTo(from).includes(to));
}

/** An application has none: at most its tests open one for other tests. */
function hasDoor(workspace: Workspace): boolean {
  return '.' in (manifestOf(workspace).exports ?? {});
}

/** Where names lead that a file of a workspace imports, as Node sees it; the code of the error where it leads nowhere. */
async function resolve(from: Workspace, specifiers: string[]): Promise<string[]> {
  const program = `console.log(JSON.stringify(${JSON.stringify(specifiers)}.map((specifier) => {
    try { return import.meta.resolve(specifier) } catch (error) { return error.code }
  })))`;
  const options = { cwd: join(root, workspaces[from]) };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], options);
  // What the program above prints.
  return JSON.parse(stdout) as string[];
}

function door(workspace: Workspace): string {
  return pathToFileURL(join(root, sourceOf(workspaces[workspace]), 'index.ts')).href;
}

/** The compiler sees all that a workspace references, and what that references in turn; the linter sees the rest. */
function reachable(from: Workspace): Set<Workspace> {
  return new Set(leadTo(from).flatMap((to) => [to, ...reachable(to)]));
}

function value(specifier: string): string {
  return `import { name as ${nameFor(specifier)} } from '${specifier}';\n`;
}

function type(specifier: string): string {
  return `import type { name as ${nameFor(specifier)} } from '${specifier}';\n`;
}

function later(specifier: string): string {
  return `export const loaded: Promise<unknown> = import('${specifier}');\n`;
}

/** Begins with an underscore, so that nobody expects it to be used. */
function nameFor(specifier: string): string {
  return `_${specifier.replaceAll(/\W/g, '_')}`;
}
