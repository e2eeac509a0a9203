import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './workspaces.ts';

// What runs for users; tests, what is for them alone, and the bench, which starts servers, are left out.
const sources = globSync('{apps,packages}/*/src/**/*.{ts,tsx}', {
  cwd: root,
  exclude: ['**/*.test.*', '**/testing/**', 'apps/bench/**', '**/node_modules/**'],
}).map((path) => ({ path, code: readFileSync(join(root, path), 'utf8') }));

const dangers: [what: string, found: RegExp, example: string][] = [
  ['starts no program of the system', /child_process|\bexeca\b|process\.binding/, `from 'node:child_process'`],
  ['evaluates no text', /\beval\(|new Function\b|node:vm\b|setTimeout\(\s*['"`]/, 'eval(text)'],
  [
    'puts no text into a page as markup',
    /dangerouslySetInnerHTML|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write/,
    'element.innerHTML = text',
  ],
  ['hashes by no broken function', /createH(ash|mac)\(\s*['"`](md[245]|sha-?1|ripemd)/i, `createHash('md5')`],
];

describe('code that runs for users', () => {
  it.each(dangers)('%s', (_what, found, example) => {
    expect(example).toMatch(found);
    expect(sources.length).toBeGreaterThan(200);
    expect(sources.filter(({ code }) => found.test(code)).map(({ path }) => path)).toEqual([]);
  });
});
