/** What a mutant changes: the schemas, a table, or a procedure. */
export type Part = 'contract' | 'entity' | 'router';

/** A piece of a file that is replaced, in UTF-16 units. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One change to one source. */
export interface Mutant {
  readonly part: Part;
  /** The name of the operator that made it, e.g. `make nullable`. */
  readonly operator: string;
  /** What is changed, e.g. `task.title`. */
  readonly subject: string;
  /** What becomes of it, where the operator can do several things: `.max(5)`. */
  readonly detail: string;
  /** From the repository's root. */
  readonly file: string;
  readonly edits: readonly Edit[];
}

/** The name of a mutant: it stays the same while the lines of its file move. */
export function nameOf({ operator, subject, detail }: Mutant): string {
  return `${subject}: ${operator}${detail === '' ? '' : ` ${detail}`}`;
}

/** The source as the mutant leaves it. */
export function apply(source: string, { edits }: Mutant): string {
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, { start, end, text: instead }) => text.slice(0, start) + instead + text.slice(end), source);
}

/** Where a mutant is and what it does, for a person: `file:line`, and the lines before and after. */
export function shown(source: string, mutant: Mutant): string {
  const first = Math.min(...mutant.edits.map(({ start }) => start));
  const line = source.slice(0, first).split('\n').length;
  const [before, after] = [source.split('\n'), apply(source, mutant).split('\n')];
  const same = before.findIndex((text, index) => text !== after[index]);
  const grown = after.length - before.length;
  let end = before.length;
  while (end > same + 1 && before[end - 1] === after[end - 1 + grown]) end--;
  const marked = (lines: string[], mark: string) => lines.map((text) => `    ${mark} ${text}`);
  return [
    `  ${mutant.file}:${line} ${nameOf(mutant)}`,
    ...marked(before.slice(same, end), '-'),
    ...marked(after.slice(same, end + grown), '+'),
  ].join('\n');
}
