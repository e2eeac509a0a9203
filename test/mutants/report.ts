import type { Equivalent } from './equivalents.ts';
import { nameOf } from './mutant.ts';
import type { Verdict } from './run.ts';

/** The table of a run, and whether nothing survived. `whole` says that every mutant was tried. */
export function report(
  verdicts: readonly Verdict[],
  equivalents: readonly Equivalent[],
  whole: boolean,
): { text: string; passed: boolean } {
  const known = new Set(equivalents.map(({ name }) => name));
  const survived = verdicts.filter(({ caught }) => !caught).map(({ mutant }) => nameOf(mutant));
  const bad = survived.filter((name) => !known.has(name));
  const tried = new Set(verdicts.map(({ mutant }) => nameOf(mutant)));
  const stale = [...known].filter((name) => (whole || tried.has(name)) && !survived.includes(name));
  const groups = Map.groupBy(verdicts, ({ mutant }) => `${mutant.part}: ${mutant.operator}`);
  const rows = [...groups].map(([group, inside]) => [group, ...counts(inside, known)]);
  const total = counts(verdicts, known);
  const equivalent = total[3] ?? 0;
  return {
    text: [
      table(
        ['Operator', 'By types', 'By tests', 'By the document', 'Equivalent', 'Survived'],
        [...rows, ['All', ...total]],
      ),
      '',
      ...stale.map((name) => `No surviving mutant has this name any more: ${name}`),
      `Caught: ${verdicts.length - survived.length} of ${verdicts.length - equivalent}`,
    ].join('\n'),
    passed: bad.length === 0 && stale.length === 0,
  };
}

function counts(verdicts: readonly Verdict[], known: ReadonlySet<string>): number[] {
  const by = (way: string) => verdicts.filter(({ caught }) => caught?.by === way).length;
  const left = verdicts.filter(({ caught }) => !caught);
  const equivalent = left.filter(({ mutant }) => known.has(nameOf(mutant))).length;
  return [by('types'), by('tests'), by('document'), equivalent, left.length - equivalent];
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const [first = [], ...rest] = cells;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(first), rule, ...rest.map(line)].join('\n');
}
