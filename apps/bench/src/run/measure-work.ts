import type { Contender } from '../contenders/contender.ts';
import type { Cast } from '../data/cast.ts';
import type { Measured } from '../load/job.ts';
import type { Row, WorkReport } from '../report/report.ts';
import { toRows } from '../report/rows.ts';
import type { Work } from '../works.ts';
import { checkAnswers, type Running } from './check.ts';
import type { Cores } from './cores.ts';
import type { LoadProcess } from './load-process.ts';

/** How long and how often is measured; in milliseconds. */
export interface Rounds {
  readonly count: number;
  readonly measureMs: number;
  /** For each contender in each work before its first round. */
  readonly warmUpMs: number;
}

/** What a work is measured with. */
export interface WorkOptions {
  readonly work: Work;
  readonly running: readonly Running[];
  readonly load: LoadProcess;
  readonly rounds: Rounds;
  readonly cast: Cast;
  readonly databasePid: number | null;
  readonly cores: Cores | null;
  readonly signal: AbortSignal | undefined;
  readonly say: (line: string) => void;
}

/** At the beginning of each round connections are new; this long they are not measured. */
const leadMs = 200;

/** Compares the answers of all contenders, warms them up, measures them in turn, round by round, and throws away whose answers were wrong. */
export async function measureWork(options: WorkOptions): Promise<WorkReport> {
  const { work, running, rounds, cast, say } = options;
  const asked = work.checks(cast);
  const able = running.filter(({ contender }) => asked.every(({ call }) => contender.protocol.request(call) !== null));
  const thrown = await checkAnswers(able, asked);
  const measured = new Map<Contender, Measured[]>();

  const run = async ({ contender, port, pid }: Running, measureMs: number) => {
    options.signal?.throwIfAborted();
    const ask = { contender: contender.name, work: work.name };
    const lead = Math.min(leadMs, measureMs);
    const round = await options.load.measure({
      port,
      measureMs,
      leadMs: lead,
      ask,
      serverPid: pid,
      databasePid: options.databasePid,
      cores: options.cores,
    });
    const reason = reasonAgainst(round);
    if (reason !== null) thrown.set(contender.name, reason);
    return round;
  };
  const left = () => able.filter(({ contender }) => !thrown.has(contender.name));

  for (const each of left()) await run(each, rounds.warmUpMs);
  for (let round = 0; round < rounds.count; round++) {
    for (const each of left()) {
      const figures = await run(each, rounds.measureMs);
      measured.set(each.contender, [...(measured.get(each.contender) ?? []), figures]);
    }
  }
  for (const name of thrown.keys()) {
    for (const contender of measured.keys()) if (contender.name === name) measured.delete(contender);
  }

  const rows = toRows(measured);
  for (const row of rows) say(lineOf(row));
  for (const [name, reason] of thrown) say(`  ${name}: thrown away, because ${reason}`);
  return {
    work: work.name,
    title: work.title,
    rows,
    thrown: [...thrown].map(([contender, reason]) => ({ contender, reason })),
    without: running.filter((each) => !able.includes(each)).map(({ contender }) => contender.name),
  };
}

function reasonAgainst({ calls, failures, firstFailure, wrong, looked }: Measured): string | null {
  if (failures > 0) return `${failures} requests failed, the first one with ${firstFailure}`;
  if (wrong !== null) return `an answer was wrong: ${wrong}`;
  return calls === 0 || looked === 0 ? 'it answered nothing in time' : null;
}

function lineOf(row: Row): string {
  const { title, callsPerSecond, toPlain } = row;
  const ratio = toPlain === null ? '' : `, ${toPlain.toFixed(2)} of plain`;
  return `  ${title}: ${Math.round(callsPerSecond.median)} calls/s${ratio}${boundBy(row)}`;
}

/** Parts of a core: below the first the server was not what bounded the figure, above the others something else was. */
const limits = { used: 0.85, disturbed: 0.1, generator: 0.9 };

function boundBy({ serverShare: used, disturbed, generatorBusy }: Row): string {
  if (generatorBusy > limits.generator) return '; the load generator was the limit, so this is less than it could be';
  if (disturbed !== null && disturbed > limits.disturbed)
    return `; other programs took ${percent(disturbed)} of a core, so this is less than it could be`;
  if (used === null || used >= limits.used) return '';
  return `; its core was ${percent(used)} used: something else, as the disk or the database, was the limit`;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
