import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspaces.ts';

/**
 * The table of all settings: names and meanings from `.env.example`, which has every setting and no other as a test of the server says, and
 * defaults from `env.ts`. Settings that one comment describes share a row.
 */
export function settingsTable(): string {
  const blocks = readFileSync(join(root, '.env.example'), 'utf8').split(/\n{2,}/);
  const rows = blocks.slice(1).map((block) => {
    const lines = block.split('\n').filter(Boolean);
    const names = lines.flatMap((line) => /^#([A-Z_]+)=/.exec(line)?.[1] ?? []);
    const words = lines.filter((line) => line.startsWith('# ')).map((line) => line.slice(2));
    return [listed(names), listed(names.map(defaultOf)), words.join(' ').replaceAll('|', '\\|')];
  });
  const [head, ...rest] = [['Setting', 'Default', 'What it is'], ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [head, '| --- | --- | --- |', ...rest].join('\n');
}

const environment = readFileSync(join(root, 'apps/server/src/env.ts'), 'utf8');

/** Empty for a setting without a default. */
function defaultOf(name: string): string {
  const rule = new RegExp(`^  ${name}: (.*),$`, 'm').exec(environment)?.[1];
  if (rule === undefined) throw new Error(`env.ts has no setting ${name} on a line of its own`);
  const [, value = ''] = /\.default\((.*?)\)$/.exec(rule) ?? [];
  return value.replaceAll(/['[\]_]/g, '');
}

function listed(texts: string[]): string {
  return texts
    .filter(Boolean)
    .map((text) => `\`${text}\``)
    .join(', ');
}
