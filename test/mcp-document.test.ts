import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { createListing, tools } from '@typedo/mcp';
import { expect, it } from 'vitest';
import { documents, type Block } from './documents.ts';
import { address, loosely } from './loosely.ts';
import { startOwnServer } from './own-server.ts';
import { root } from './workspaces.ts';

const document = documents.find(({ path }) => path === 'docs/mcp.md')!;

// `pnpm --filter @typedo/repo-tests docs:mcp` writes what this expects.
it('docs/mcp.md has the tools that there are', async () => {
  const file = join(root, document.path);
  const expected = readFileSync(file, 'utf8').replace(
    /(<!-- tools, from the code -->\n)[\s\S]*?(<!-- end -->)/,
    (_, begin: string, end: string) => `${begin}\n${toolTable()}\n\n${end}`,
  );
  await expect(expected).toMatchFileSnapshot(file);
});

it.each(['http', 'stdio'] as const)('its conversation is what happens, connected as it says: %s', async (way) => {
  await using server = await startOwnServer();
  const { TYPEDO_URL: url, TYPEDO_API_KEY: secret } = await server.newcomer('ada');
  const client = new Client({ name: 'an agent', version: '1' });
  await using owned = new AsyncDisposableStack();
  owned.defer(() => client.close());
  await client.connect(transportOf(way, { url, secret }));
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));

  const ids = new Map<string, string>(); // those of the document, with those that they stand for
  const { blocks } = document;
  const calls = blocks.filter(({ call }) => call !== undefined);
  expect(new Set(calls.map(({ call }) => call))).toEqual(
    new Set(['list_tasks', 'create_task', 'complete_task', 'delete_task', 'restore_task']),
  );
  for (const block of calls) {
    const { code, call: name = '' } = block;
    const args = JSON.parse(code.replaceAll(uuid, (id) => ids.get(id) ?? id));
    const { content } = await client.callTool({ name, arguments: args });
    // Every part of a tool's answer is a text.
    const answer = (content as { text: string }[]).map(({ text }) => text).join('\n');
    const shown = answerTo(block);
    const real = answer.match(uuid) ?? [];
    for (const [index, id] of (shown.match(uuid) ?? []).entries()) ids.set(id, real[index] ?? '');
    expect([name, loosely(answer)]).toEqual([name, loosely(shown)]);
  }
  expect(new Set(ids.values()).size).toBe(ids.size); // each stands for one of its own
});

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** What the document shows behind a call. */
function answerTo(call: Block): string {
  const { blocks } = document;
  const { language, code } = blocks[blocks.indexOf(call) + 1]!; // one is behind each
  return language === 'json' ? JSON.stringify(JSON.parse(code)) : code.trimEnd();
}

/** Connects as the document's settings say, in the place of whose words those of this test are put. */
function transportOf(way: 'http' | 'stdio', { url, secret }: { url: string; secret: string }) {
  const block = document.blocks.find(({ connect }) => connect === way)!;
  const code = block.code
    .replaceAll('/path/to/typedo', root.replace(/\/$/, ''))
    .replaceAll(address, url)
    .replaceAll('tdo_…', secret);
  // What the block has.
  const { typedo } = (JSON.parse(code) as { mcpServers: { typedo: Settings } }).mcpServers;
  return 'command' in typedo
    ? new StdioClientTransport({ ...typedo, cwd: '/' }) // wherever the agent program is
    : new StreamableHTTPClientTransport(new URL(typedo.url), { requestInit: { headers: typedo.headers } });
}

type Settings =
  | { command: string; args: string[]; env: Record<string, string> }
  | { url: string; headers: Record<string, string> };

function toolTable(): string {
  const listed = createListing()(null);
  const rows = tools.map(({ name, procedure, description, scope, input }) => {
    const required = listed.find((each) => each.name === name)?.inputSchema.required ?? [];
    const shown = Object.keys(input.shape).map((key) => `\`${required.includes(key) ? key : `${key}?`}\``);
    return [`\`${name}\``, `\`${procedure}\``, description, shown.join(', '), `\`${scope}\``];
  });
  const head = ['Tool', 'Procedure', 'What it does', 'Input', 'Scope'];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]!.length))); // all as long
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
