import { execFile } from 'node:child_process';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './workspaces.ts';

it.each<[door: string, packages: string[]]>([
  ['packages/contract/src/index.ts', ['packages/contract', 'zod']],
  ['packages/db/src/store.ts', ['packages/contract', 'packages/db', 'zod']],
  ['packages/api/src/index.ts', ['@trpc/server', 'packages/api', 'packages/contract', 'packages/db', 'zod']],
  [
    'packages/sdk/src/index.ts',
    ['@trpc/client', '@trpc/server', 'eventsource-parser', 'packages/contract', 'packages/sdk', 'zod'],
  ],
  [
    'packages/mcp/src/index.ts',
    [
      '@modelcontextprotocol/sdk',
      'ajv',
      'ajv-formats',
      'content-type',
      'fast-deep-equal',
      'fast-uri',
      'json-schema-traverse',
      'packages/contract',
      'packages/mcp',
      'zod',
      'zod-to-json-schema',
    ],
  ],
])('%s loads files of %j alone', async (door, packages) => {
  const files = await loadedBy(join(root, door));
  expect([...new Set(files.map(packageOf))].toSorted()).toEqual(packages);
});

it('a server starts without the protocol of agents', async () => {
  const files = await loadedBy(join(root, 'apps/server/src/server.ts'));
  expect(new Set(files.map(packageOf))).not.toContain('packages/mcp');
});

/** The files that a program loads when it imports this one. */
async function loadedBy(file: string): Promise<string[]> {
  const program = `
    import { registerHooks } from 'node:module';
    registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
    await import(${JSON.stringify(pathToFileURL(file).href)});`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  return stdout
    .trim()
    .split('\n')
    .filter((url) => url.startsWith('file:'))
    .map((url) => fileURLToPath(url));
}

/** The library that an installed file belongs to; the folder of ours. */
function packageOf(file: string): string {
  const path = relative(root, file).split(sep);
  const installed = path.lastIndexOf('node_modules');
  if (installed === -1) return path.slice(0, 2).join('/');
  const [scope = '', name = ''] = path.slice(installed + 1);
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}
