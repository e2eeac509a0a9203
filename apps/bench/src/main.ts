// The command `pnpm bench`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contenders } from './contenders/list.ts';
import { readOptions, UsageError } from './options.ts';
import { formatChart } from './report/chart.ts';
import { goalsOf } from './report/goals.ts';
import { formatGoals, formatTable } from './report/table.ts';
import { runBench } from './run/run-bench.ts';
import { works } from './works.ts';

const usualFolder = fileURLToPath(new URL('../results', import.meta.url));

const ending = new AbortController();
// Twice is at once, with whatever is left behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && !ending.signal.aborted) throw error;
  console.error(error instanceof UsageError ? error.message : 'Stopped');
  process.exitCode = 2;
}

/** Gives the exit code: 1 when somebody did not start, or figures had to be thrown away. */
async function main(args: readonly string[]): Promise<number> {
  const names = [...works, ...contenders].map(({ name }) => name);
  const { databases, only, rounds, out = usualFolder } = readOptions(args, names);
  mkdirSync(out, { recursive: true });
  let missing = 0;
  for (const database of databases) {
    const report = await runBench({
      database,
      only,
      rounds,
      sizes: { large: 100_000, others: 100 },
      serverUrl: process.env['BENCH_DATABASE_URL'],
      signal: ending.signal,
      say: (line) => console.log(line),
    });
    const goals = goalsOf(report);
    console.log(`\n${formatTable(report)}\n\nGoals\n${formatGoals(goals)}\n`);
    const file = join(out, `bench-${database}`);
    writeFileSync(`${file}.json`, `${JSON.stringify({ ...report, goals }, null, 2)}\n`);
    writeFileSync(`${file}.svg`, formatChart(report));
    console.log(`Written to ${file}.json and ${file}.svg\n`);
    missing += report.absent.length + report.works.flatMap(({ thrown }) => thrown).length;
  }
  return missing > 0 ? 1 : 0;
}
