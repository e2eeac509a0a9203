import type { ScaleRow } from './measure-scale.ts';

/** The figures as a table for people: each size beside how much slower a call has become since the smallest. */
export function formatScale(rows: readonly ScaleRow[]): string {
  const lines = rows.map((row) => {
    const { dialect, tasks, work, p50, p99, perSecond } = row;
    const growth = growthOf(rows, row);
    return [
      dialect,
      tasks.toLocaleString('en'),
      work,
      `${p50.toFixed(2)} ms`,
      `${p99.toFixed(2)} ms`,
      `${Math.round(perSecond)}/s`,
      growth === null ? '' : `${growth.p50.toFixed(2)} times, ${growth.perSecond.toFixed(2)} of the calls/s`,
    ];
  });
  const table = [['database', 'tasks', 'work', 'median', 'p99', 'at 16', 'of the smallest'], ...lines];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((line) => (line[column] ?? '').length)));
  return table
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A row against the same work in the smallest database; null when it is that, or has no such work. */
export function growthOf(rows: readonly ScaleRow[], row: ScaleRow): { p50: number; perSecond: number } | null {
  const same = rows.filter(({ dialect, work }) => dialect === row.dialect && work === row.work);
  const smallest = same.reduce((least, each) => (each.tasks < least.tasks ? each : least), row);
  return smallest === row ? null : { p50: row.p50 / smallest.p50, perSecond: row.perSecond / smallest.perSecond };
}
