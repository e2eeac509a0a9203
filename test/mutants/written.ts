import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspaces.ts';

/** Puts the report of a whole run into docs/types.md. `minutes` is how long it took. */
export function writeFigures(text: string, minutes: number): void {
  const file = join(root, 'docs/types.md');
  const day = new Date().toISOString().slice(0, 10);
  const figures = `<!-- figures of the types -->\n\n${text}\n\nOn ${day}, in ${minutes} minutes.\n\n<!-- end -->`;
  const document = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    document.replace(/<!-- figures of the types -->[\s\S]*<!-- end -->/, () => figures),
  );
}
