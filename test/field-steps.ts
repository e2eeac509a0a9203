import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsOf } from './commands.ts';
import { documents } from './documents.ts';

/** A step of a document: a change of a file, or commands. */
export type Step = { readonly file: string; readonly change: string } | { readonly commands: readonly string[] };

/** The steps of docs/add-a-field.md in their order. */
export function fieldSteps(): Step[] {
  const document = documents.find(({ path }) => path === 'docs/add-a-field.md');
  if (!document) throw new Error('There is no docs/add-a-field.md');
  return document.blocks.flatMap((block): Step[] => {
    if (block.change !== undefined) return [{ file: block.change, change: block.code }];
    return block.language === 'sh' ? [{ commands: commandsOf({ ...document, blocks: [block], words: [] }) }] : [];
  });
}

/**
 * Makes a change in a copy of the repository. It is the lines of a diff, in parts between lines of `@@`.
 *
 * @throws Error when the lines from before are not in the file exactly once: then the document is to be brought up to date.
 */
export function applyChange(folder: string, { file, change }: { file: string; change: string }): void {
  const path = join(folder, file);
  let text = readFileSync(path, 'utf8');
  for (const part of change.trimEnd().split(/^@@\n/m)) {
    const lines = part.replace(/\n$/, '').split('\n');
    const side = (other: '+' | '-') =>
      lines.filter((line) => !line.startsWith(other)).map((line) => `${line.slice(1)}\n`);
    const [before, after] = [side('+').join(''), side('-').join('')];
    const places = text.split(`\n${before}`);
    if (places.length !== 2)
      throw new Error(`${file} has ${places.length - 1} times what docs/add-a-field.md changes:\n${before}`);
    text = places.join(`\n${after}`);
  }
  writeFileSync(path, text);
}
