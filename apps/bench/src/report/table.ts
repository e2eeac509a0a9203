import type { Goal } from './goals.ts';
import type { Report, Row, Spread } from './report.ts';

/** Writes the figures as an aligned table for a terminal, a block for each work. */
export function formatTable({ works, generator }: Report): string {
  const lines: string[][] = [headings];
  for (const { title, rows, thrown, without } of works) {
    lines.push([title]);
    lines.push(...rows.map(cellsOf));
    lines.push(...thrown.map(({ contender }) => [`  ${contender}`, 'thrown away']));
    lines.push(...without.map((contender) => [`  ${contender}`, 'no such call']));
  }
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((cells) => (cells.length > 1 ? width(cells[column]) : 0))),
  );
  const table = lines.map((cells) =>
    cells.length === 1
      ? `\n${cells[0]}`
      : cells
          .map((cell, column) => aligned(cell, widths[column] ?? 0, column))
          .join('  ')
          .trimEnd(),
  );
  const rows = works.flatMap((work) => work.rows);
  return [...table, '', generatorLine(generator, rows), ...disturbedLines(rows)].join('\n');
}

/** Writes the goals, one a line. */
export function formatGoals(goals: readonly Goal[]): string {
  return goals
    .map(({ text, met, shown }) => `  ${met === null ? 'unknown' : met ? 'met    ' : 'NOT met'}  ${text} (${shown})`)
    .join('\n');
}

const headings = [
  '',
  'calls/s',
  'min..max',
  'of plain',
  'of tuned',
  'CPU us/call',
  'database us',
  'p99 ms',
  'core used',
];

function cellsOf(row: Row): string[] {
  return [
    `  ${row.title}`,
    whole(row.callsPerSecond.median),
    range(row.callsPerSecond),
    ratio(row.toPlain),
    ratio(row.toTuned),
    rounded(row.serverCpu, 1),
    rounded(row.databaseCpu, 1),
    rounded(row.p99, 2),
    row.serverShare === null ? '-' : `${Math.round(row.serverShare * 100)} %`,
  ];
}

function generatorLine({ callsPerSecond, busy }: Report['generator'], rows: readonly Row[]): string {
  const fastest = Math.max(0, ...rows.map((row) => row.callsPerSecond.median));
  const busiest = Math.max(0, ...rows.map((row) => row.generatorBusy));
  return (
    `The load generator reaches ${whole(callsPerSecond)} calls/s against a server that only sends bytes (${percent(busy)} busy); ` +
    `the fastest row has ${whole(fastest)}, and it was ${percent(busiest)} busy at most.`
  );
}

/** Below this part of a core nobody needs to know. */
const quiet = 0.05;

function disturbedLines(rows: readonly Row[]): string[] {
  const most = Math.max(0, ...rows.map(({ disturbed }) => disturbed ?? 0));
  if (most < quiet) return [];
  return [
    `Other programs of this machine took up to ${percent(most)} of a core: end them for figures that can be repeated.`,
  ];
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

function whole(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

function range({ min, max }: Spread): string {
  return `${whole(min)}..${whole(max)}`;
}

function ratio(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}

function rounded(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits);
}

/** Names stand left, figures right. */
function aligned(cell: string, size: number, column: number): string {
  return column === 0 ? cell.padEnd(size) : cell.padStart(size);
}

function width(cell: string | undefined): number {
  return cell?.length ?? 0;
}
