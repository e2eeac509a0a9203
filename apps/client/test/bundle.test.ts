import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, it } from 'vitest';

const client = new URL('..', import.meta.url);
const assets = new URL('dist/assets/', client);

// What each leaves in a bundle whatever the minifier does: names of modules, and words of their messages.
const traces: Record<string, RegExp> = {
  MikroORM: /mikro-?orm/i,
  'better-auth': /better[-_]?auth/i,
  pg: /client_encoding|pg-native|SCRAM-SHA-256/,
  'better-sqlite3': /better[-_]sqlite3/i,
  kysely: /kysely|SelectQueryNode/i,
  hono: /\bhono\b|HonoRequest/i,
  'our server': /@typedo\/(server|db|api)\b|DATABASE_URL|AUTH_SECRET/,
  Node: /(\bfrom|\bimport|\brequire\()\s*\(?["'`]node:|process\.(env|versions|exit)\b/,
};

const foreign =
  /node_modules\/(@mikro-orm|better-auth|@better-auth|pg|better-sqlite3|kysely|hono|@hono|fxa-common-password-list)\/|\/(packages\/(db|api)|apps\/server)\//;

/** The server's libraries that have left traces in a text. */
function serverCodeIn(text: string): string[] {
  return Object.keys(traces).filter((name) => traces[name]?.test(text));
}

it('the built client has no server code in it', () => {
  if (!existsSync(assets)) throw new Error('The client is not built. Run "pnpm --filter @typedo/client build" first.');
  const scripts = readdirSync(fileURLToPath(assets)).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(3);
  for (const name of scripts) {
    expect({ name, traces: serverCodeIn(readFileSync(new URL(name, assets), 'utf8')) }).toEqual({ name, traces: [] });
  }
});

it('no module of the server goes into the client', async () => {
  const result = await build({ root: fileURLToPath(client), logLevel: 'silent', build: { write: false } });
  const modules = [result]
    .flat()
    .flatMap((result) =>
      'output' in result
        ? result.output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : []))
        : [],
    );
  expect(modules.some((id) => id.includes('/packages/sdk/'))).toBe(true);
  expect(modules.filter((id) => foreign.test(id))).toEqual([]);
});

it('what looks for server code finds it', () => {
  const planted: Record<string, string> = {
    MikroORM: 'throw Error("MikroORM failed to connect")',
    'better-auth': 'const s="better-auth.session_token"',
    pg: 'this.client_encoding=e.client_encoding||"utf8"',
    'better-sqlite3': 'require("bindings")("better_sqlite3.node")',
    kysely: 'var t={kind:"SelectQueryNode"}',
    hono: 'class HonoRequest{}',
    'our server': 'e.DATABASE_URL',
    Node: 'import{createServer as e}from"node:http";',
  };
  for (const [name, text] of Object.entries(planted)) expect(serverCodeIn(text)).toEqual([name]);
  for (const id of ['/x/node_modules/.pnpm/pg@8/node_modules/pg/lib/client.js', '/x/packages/db/src/store.ts'])
    expect(id).toMatch(foreign);
});
