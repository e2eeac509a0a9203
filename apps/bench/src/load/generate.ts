import { setTimeout as sleep } from 'node:timers/promises';
import { wrongShape } from '../answers.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Asked } from '../works.ts';
import { openConnection } from './connection.ts';
import { cpuBetween, readCores, readCpu } from './cpu.ts';
import { Histogram } from './histogram.ts';
import type { Job, Measured } from './job.ts';
import type { Prepared, Requests } from './requests.ts';

/** What is asked, over how many connections; of which contender, to read its answers. */
export interface Load {
  readonly requests: Requests;
  readonly connections: number;
  readonly contender: Contender | null;
}

/** Every so many answers one is kept to be looked at after the round, but no more than so many. */
const kept = { every: 200, most: 50 };

/** Milliseconds after which nothing more is to be expected. */
const mostMs = 10_000;

/** Answers begin to be looked at with the first ones, so that a slow work has some too. */
const lookedFirst = 3;

/** Asks for as long as the job says and measures the part that it says. */
export async function generate(job: Job, { requests, connections, contender }: Load): Promise<Measured> {
  const histogram = new Histogram();
  const samples: { asked: Asked; body: string }[] = [];
  const failures: string[] = [];
  let [answers, measuring, over] = [0, false, false];

  const onAnswer = ({ asked }: Prepared, status: number, body: () => string, milliseconds: number) => {
    if (status < 200 || status > 299) failures.push(`${status} ${body().slice(0, 300)}`);
    else if (asked && samples.length < kept.most && (answers % kept.every === 0 || answers < lookedFirst))
      samples.push({ asked, body: body() });
    answers++;
    if (measuring) histogram.add(milliseconds);
  };
  const open = async (connection: number) => {
    const next = requests(connection);
    return openConnection({
      port: job.port,
      next: () => (over ? undefined : next()),
      onAnswer,
      onBreak: (reason) => failures.push(reason),
    });
  };

  const opened = await Promise.all(Array.from({ length: connections }, (_, connection) => open(connection)));
  for (const connection of opened) connection.start();
  // A database has the same core.
  const awake = job.cores && job.databasePid === null ? stayAwake(() => (over ? null : answers)) : null;
  await sleep(job.leadMs);
  const before = readTimes(job);
  const idleBefore = awake?.idleMs() ?? 0;
  measuring = true;
  // A long call, or a crowded machine: a rate needs an answer.
  do await sleep(job.measureMs);
  while (histogram.count === 0 && failures.length === 0 && performance.now() - before.now < mostMs);
  measuring = false;
  const after = readTimes(job);
  const idle = (awake?.idleMs() ?? 0) - idleBefore;
  over = true;
  await Promise.all(opened.map((connection) => connection.ended));

  const ms = after.now - before.now;
  const [serverCpu, databaseCpu] = [
    cpuBetween(before.server, after.server),
    cpuBetween(before.database, after.database),
  ];
  const own = after.own - before.own;
  return {
    calls: histogram.count,
    ms,
    p50: histogram.quantile(0.5),
    p99: histogram.quantile(0.99),
    serverCpu,
    databaseCpu,
    generatorBusy: awake ? 1 - idle / ms : own / 1000 / ms,
    disturbed: disturbance(before, after, { server: serverCpu ?? 0, others: own + (databaseCpu ?? 0) }),
    failures: failures.length,
    firstFailure: failures[0] ?? null,
    wrong: contender && firstWrong(contender, samples),
    looked: samples.length,
  };
}

/**
 * Keeps the process from sleeping while it waits for answers, until `answers` gives null. To wake a sleeping process on another core costs the
 * server up to ten microseconds an answer, the more of them the slower it is, which clients on other machines do not cost. `idleMs` tells how
 * long there was nothing to do.
 */
function stayAwake(answers: () => number | null): { idleMs: () => number } {
  let [idle, seen, looked] = [0, 0, performance.now()];
  const look = () => {
    const [now, count] = [performance.now(), answers()];
    if (count === null) return;
    if (count === seen) idle += now - looked;
    [seen, looked] = [count, now];
    setImmediate(look);
  };
  look();
  return { idleMs: () => idle };
}

type Times = ReturnType<typeof readTimes>;

/** The part of a core that neither the server used on its cores, nor the generator and the database on theirs. */
function disturbance(before: Times, after: Times, known: { server: number; others: number }): number | null {
  if (before.cores === null || after.cores === null) return null;
  const server = after.cores.server - before.cores.server - known.server;
  const others = after.cores.others - before.cores.others - known.others;
  return Math.max(0, server, others) / 1000 / (after.now - before.now);
}

function readTimes({ serverPid, databasePid, cores }: Job) {
  const { user, system } = process.cpuUsage();
  return {
    now: performance.now(),
    own: user + system,
    cores: cores && coresOf(cores),
    server: readCpu(serverPid, { children: false }),
    database: databasePid === null ? null : readCpu(databasePid, { children: true }),
  };
}

function coresOf(cores: NonNullable<Job['cores']>): { server: number; others: number } | null {
  const [server, others] = [readCores(cores.server), readCores(cores.others)];
  return server === null || others === null ? null : { server, others };
}

function firstWrong({ protocol }: Contender, samples: readonly { asked: Asked; body: string }[]): string | null {
  for (const { asked, body } of samples) {
    const wrong = wrongIn(protocol, asked, body);
    if (wrong !== null) return wrong;
  }
  return null;
}

function wrongIn(protocol: Contender['protocol'], { call }: Asked, body: string): string | null {
  try {
    return wrongShape(call, protocol.content(call, body));
  } catch (error) {
    return `${call.name}: ${String(error)}`;
  }
}
