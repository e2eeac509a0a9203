import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Contender } from '../contenders/contender.ts';
import { contenders as everybody } from '../contenders/list.ts';
import type { Sizes } from '../data/cast.ts';
import { createWorld } from '../data/world.ts';
import { ceilings, type Report } from '../report/report.ts';
import { works as allWorks, type Work } from '../works.ts';
import type { Running } from './check.ts';
import { findCores, pin, type Cores } from './cores.ts';
import { startLoad, type LoadProcess } from './load-process.ts';
import { measureWork, type Rounds } from './measure-work.ts';
import { startContender, startServer } from './server-process.ts';

/** What is run. */
export interface BenchOptions {
  readonly database: Report['database'];
  /** Names of works and contenders; of which none is named, all run. */
  readonly only: readonly string[];
  readonly rounds: Rounds;
  readonly sizes: Sizes;
  readonly serverUrl?: string | undefined;
  /** A module that exports `contenders`; usually ours. */
  readonly list?: { readonly url: string; readonly contenders: readonly Contender[] };
  /** Ends the run; what it started has ended too when it rejects. */
  readonly signal?: AbortSignal;
  /** Says what is going on, in lines for people. */
  readonly say: (line: string) => void;
}

const usualList = { url: new URL('../contenders/list.ts', import.meta.url).href, contenders: everybody };

/** Runs works and contenders on one database, and gives all figures. Everything that it starts has ended then. */
export async function runBench(options: BenchOptions): Promise<Report> {
  const { database, only, rounds, say, list = usualList, signal } = options;
  const dialect = database === 'sqlite' ? 'sqlite' : 'postgresql';
  const cores = findCores(say);
  await using stack = new AsyncDisposableStack();
  say(`Preparing ${database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`);
  const world = stack.use(await createWorld({ ...options, dialect }));
  if (cores && world.databasePid !== null) pin(cores.others, world.databasePid);
  const load = stack.use(startLoad({ module: list.url, cast: world.cast }, cores?.others));
  const generator = await measureGenerator(load, rounds, cores);
  say(
    `The load generator alone reaches ${Math.round(generator.callsPerSecond)} calls/s against a server that only sends bytes`,
  );

  const start = async (contender: Contender): Promise<Running[]> => {
    try {
      const url = await world.databaseFor(contender);
      const server = stack.use(await startContender(contender, { dialect, url, cores: cores?.server }));
      return [{ contender, port: server.port, pid: server.pid }];
    } catch (error) {
      say(
        `${contender.title} does not start and is left out. ${error instanceof Error ? error.message : String(error)}`,
      );
      return [];
    }
  };
  const invited = chosen(list.contenders, only);
  const running = (await Promise.all(invited.map(start))).flat();
  const { cast, databasePid } = world;
  // What a database of others uses cannot be told from what disturbs.
  const watched = dialect === 'postgresql' && databasePid === null ? null : cores;
  const shared = { running, signal, load, rounds, cast, databasePid, cores: watched, say };
  const selected = chosen(allWorks, only);
  const works = [];
  for (const [index, work] of selected.entries()) {
    signal?.throwIfAborted();
    say(`[${index + 1}/${selected.length}] ${work.title}`);
    works.push(await measureWork({ ...shared, work }));
  }
  return {
    database,
    at: new Date().toISOString(),
    machine: {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      node: process.version,
      pinned: cores !== null,
    },
    rounds: { count: rounds.count, seconds: rounds.measureMs / 1000 },
    generator,
    works,
    absent: invited.map(({ name }) => name).filter((name) => !running.some(({ contender }) => contender.name === name)),
  };
}

/** Those named, in their own order; all when none of them is. */
function chosen<T extends Work | Contender>(all: readonly T[], only: readonly string[]): readonly T[] {
  const named = all.filter(({ name }) => only.includes(name));
  const result = named.length > 0 ? named : all;
  // The plain ceiling is first: its answers are what the others' are compared with.
  return result.toSorted((a, b) => Number(b.name === ceilings.plain) - Number(a.name === ceilings.plain));
}

async function measureGenerator(load: LoadProcess, rounds: Rounds, cores: Cores | null): Promise<Report['generator']> {
  const program = fileURLToPath(new URL('../load/canned.ts', import.meta.url));
  await using server = await startServer(program, { environment: { PORT: '0' }, cores: cores?.server });
  const { measureMs, warmUpMs: leadMs } = rounds;
  const { calls, ms, generatorBusy, serverCpu } = await load.measure({
    port: server.port,
    measureMs,
    leadMs,
    ask: null,
    serverPid: server.pid,
    databasePid: null,
    cores,
  });
  return {
    callsPerSecond: (calls / ms) * 1000,
    busy: generatorBusy,
    serverShare: serverCpu && serverCpu / 1000 / ms,
  };
}
