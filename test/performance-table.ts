import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspaces.ts';

/** What the tables need of a run, as `pnpm bench` writes it. */
interface Run {
  readonly works: readonly {
    readonly title: string;
    readonly rows: readonly {
      readonly title: string;
      readonly kind: 'ours' | 'ceiling' | 'peer';
      readonly callsPerSecond: { readonly median: number };
      readonly toPlain: number | null;
      readonly toTuned: number | null;
      readonly serverCpu: number | null;
      readonly p99: number;
    }[];
  }[];
  readonly goals: readonly { readonly text: string; readonly met: boolean | null; readonly shown: string }[];
}

/** The figures of a run on a database: calls a second of everybody, and what Typedo's calls cost. */
export function performanceTable(database: 'sqlite' | 'postgres'): string {
  const { works } = read(database);
  const titles = [...new Set(works.flatMap(({ rows }) => rows.map(({ title }) => title)))];
  const head = ['Calls/s', ...titles, 'of plain', 'of tuned', 'CPU µs', 'p99 ms'];
  const rows = works.map(({ title, rows }) => {
    const own = rows.find(({ kind }) => kind === 'ours');
    const calls = titles.map((name) => rows.find((row) => row.title === name)?.callsPerSecond.median);
    return [
      title,
      ...calls.map((median) => (median === undefined ? '–' : Math.round(median).toLocaleString('en'))),
      ratio(own?.toPlain),
      ratio(own?.toTuned),
      own?.serverCpu ? own.serverCpu.toFixed(0) : '–',
      own ? own.p99.toFixed(1) : '–',
    ];
  });
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The goals that a run did not meet, one a line. */
export function missedGoals(database: 'sqlite' | 'postgres'): string[] {
  return read(database)
    .goals.filter(({ met }) => met !== true)
    .map(({ text, shown }) => `${text} (${shown})`);
}

function read(database: 'sqlite' | 'postgres'): Run {
  const file = join(root, `docs/performance/bench-${database}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Run; // the bench wrote it
}

function ratio(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(2);
}
