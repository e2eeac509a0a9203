import { globSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { manifestOf } from './outside-project.ts';

/** The code and the declarations of an installed package. */
export function filesOf(folder: string): { name: string; text: string }[] {
  const names = globSync('**/*.{js,ts}', { cwd: folder });
  return names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** The packages that a module imports, by whatever syntax; files of its own are none. */
export function importsOf(text: string): string[] {
  const specifiers = [...text.matchAll(/\b(?:from|import|require)\b\s*\(?\s*["']([^"'.][^"']*)["']/g)];
  return specifiers.map(([, specifier = '']) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
}

// What each leaves behind: names of modules, words of its code, and the types of ours that only the server has.
const traces: Record<string, RegExp> = {
  MikroORM: /mikro-?orm|EntityManager/i,
  'better-auth': /better[-_]?auth/i,
  pg: /client_encoding|pg-native|["']pg["']/,
  'better-sqlite3': /better[-_]sqlite3/i,
  kysely: /kysely|SelectQueryNode/i,
  hono: /\bhono\b/i,
  'a workspace': /@typedo\/(contract|db|api|server|client)\b/,
  'our server': /DATABASE_URL|AUTH_SECRET|\b(Context|TaskStore|Caller|Meta|Principal)\b/,
  Node: /["']node:|\bprocess\.|\brequire\(|types="node"/,
};

/** What of the server a text has traces of. */
export function serverIn(text: string): string[] {
  return Object.keys(traces).filter((name) => traces[name]?.test(text));
}

/** The names of all packages that come with an installed one: its dependencies, and theirs. */
export function treeOf(folder: string, known = new Set<string>()): Set<string> {
  const beside = folder.slice(0, folder.lastIndexOf('node_modules'));
  for (const name of Object.keys(manifestOf(folder).dependencies ?? {})) {
    if (known.has(name)) continue;
    known.add(name);
    treeOf(realpathSync(join(beside, 'node_modules', name)), known);
  }
  return known;
}
