import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('finds the very files that Node.js finds by itself, in their formats', async () => {
  const [quick, ordinary] = await Promise.all([importsOf({ quick: true }), importsOf({ quick: false })]);
  expect(ordinary.length).toBeGreaterThan(1_000);
  expect(quick).toEqual(ordinary);
});

test('a file that is not there is named', async () => {
  await expect(imports('./not-there.ts')).rejects.toThrow(/not-there\.ts/);
  await expect(imports('not-there')).rejects.toThrow(/Cannot find package 'not-there'/);
});

/** What the server imports: who, what, and the file and format that were found for it. */
async function importsOf({ quick }: { quick: boolean }): Promise<string[]> {
  const listed = await runs(`
    ${quick ? quicken : ''}
    registerHooks({
      resolve(specifier, context, next) {
        next(specifier, context); // what is remembered of this has to be right as well
        const found = next(specifier, context);
        console.log(context.parentURL, specifier, found.url, found.format);
        return found;
      },
    });
    await import('./server.ts');`);
  return listed.trim().split('\n').toSorted();
}

async function imports(specifier: string): Promise<string> {
  return runs(`${quicken} await import('./secret.ts'); await import('${specifier}');`);
}

const quicken = `const { quickenImports } = await import('./quick-imports.ts'); quickenImports();`;

/** Runs a program that lies in this folder, and gives what it printed. */
async function runs(program: string): Promise<string> {
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const args = ['--input-type=module', '--eval', `import { registerHooks } from 'node:module'; ${program}`];
  return (await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 10_000_000 })).stdout;
}
