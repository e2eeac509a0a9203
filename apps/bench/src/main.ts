// The command `pnpm bench`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contenders } from './contenders/list.ts';
import { readOptions, UsageError, type Options } from './options.ts';
import { parts, type Part } from './parts.ts';
import { formatChart } from './report/chart.ts';
import { goalsOf } from './report/goals.ts';
import { formatGoals, formatTable } from './report/table.ts';
import { runBench } from './run/run-bench.ts';
import { createStage } from './stage/stage.ts';
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
  const names = [...works, ...contenders, ...parts].map(({ name }) => name);
  const options = readOptions(args, names);
  const { only, out = usualFolder } = options;
  mkdirSync(out, { recursive: true });
  const chosen = parts.filter(({ name, onRequest }) => (only.length === 0 ? !onRequest : only.includes(name)));
  const compares = only.length === 0 || only.some((name) => !chosen.some((part) => part.name === name));
  const missing = compares ? await compare(options, out) : 0;
  for (const part of chosen) await measurePart(part, options, out);
  return missing > 0 ? 1 : 0;
}

/** Measures everybody against everybody. Gives how many figures are missing. */
async function compare({ databases, only, rounds }: Options, out: string): Promise<number> {
  let missing = 0;
  for (const database of databases) {
    const report = await runBench({
      database,
      only: only.filter((name) => !parts.some((part) => part.name === name)),
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
  return missing;
}

async function measurePart(part: Part, { databases, quick, tasks }: Options, out: string): Promise<void> {
  console.log(`${part.title}\n`);
  const { figures, text, goals } = await part.measure({
    stage: createStage({ serverUrl: process.env['BENCH_DATABASE_URL'] }),
    dialects: databases.map((database) => (database === 'sqlite' ? 'sqlite' : 'postgresql')),
    quick,
    tasks,
    say: (line) => console.log(line),
  });
  const file = join(out, `bench-${part.name}.json`);
  writeFileSync(file, `${JSON.stringify({ figures, goals }, null, 2)}\n`);
  console.log(`${text}\n\nGoals\n${formatGoals(goals)}\n\nWritten to ${file}\n`);
}
