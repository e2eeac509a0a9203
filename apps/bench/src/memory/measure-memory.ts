import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Dialect } from '@typedo/db';
import { createAccounts } from '../stage/filled.ts';
import type { Server } from '../stage/server.ts';
import type { Stage } from '../stage/stage.ts';
import { openStreams } from '../stage/stream.ts';

/**
 * Memory of a server in bytes: of the process, of its objects, of buffers and the like, and what V8 has set aside for young objects. The last
 * grows once with whatever work comes, to 64 MB, and is empty at rest.
 */
interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly young: number;
}

/** Memory of a server at rest, and of each of its streams. */
export interface MemoryFigures {
  readonly dialect: Dialect;
  /** As the system counts it after the start, when nothing has been collected. */
  readonly started: number;
  /** After what nobody needs has been collected. */
  readonly atRest: Memory;
  /** What one more stream takes, where so many are open and nothing is written. */
  readonly perStream: readonly (Memory & { readonly streams: number })[];
}

/** What is measured. */
export interface MemoryOptions {
  readonly stage: Stage;
  readonly dialects: readonly Dialect[];
  /** How many streams are opened, each of an account of its own. */
  readonly streams: readonly number[];
}

/** Starts servers, opens streams and looks at what the process takes. */
export async function measureMemory({ stage, dialects, streams }: MemoryOptions): Promise<MemoryFigures[]> {
  const found: MemoryFigures[] = [];
  for (const dialect of dialects) {
    await using place = await stage.openPlace(dialect);
    const { url, keys } = await createAccounts(place, Math.max(...streams));
    let figures: Omit<MemoryFigures, 'perStream'> | undefined;
    const perStream: (Memory & { streams: number })[] = [];
    for (const count of streams) {
      await using server = await stage.startServer({ url, flags: ['--expose-gc', '--import', collect] });
      const started = server.memory() ?? 0;
      const before = await memoryOf(server);
      figures ??= { dialect, started, atRest: before };
      using _streams = await openStreams(server.port, keys.slice(0, count), () => {});
      await sleep(settleMs);
      const after = await memoryOf(server);
      const each = (key: keyof Memory) => (after[key] - before[key]) / count;
      perStream.push({
        streams: count,
        rss: each('rss'),
        heapUsed: each('heapUsed'),
        external: each('external'),
        young: each('young'),
      });
    }
    if (figures) found.push({ ...figures, perStream });
  }
  return found;
}

/** The figures as lines for people. */
export function formatMemory(figures: readonly MemoryFigures[]): string {
  return figures
    .flatMap(({ dialect, started, atRest, perStream }) => [
      `Memory on ${dialect}: ${mega(started)} after the start, ${mega(atRest.rss)} at rest, ${mega(atRest.heapUsed)} of it objects`,
      ...perStream.map(
        ({ streams, rss, heapUsed, external, young }) =>
          `  each of ${streams} streams: ${kilo(rss - young)}, of it objects ${kilo(heapUsed)}, buffers ${kilo(external)}; ` +
          `with the space for young objects, which grew once by ${mega(young * streams)}, ${kilo(rss)}`,
      ),
    ])
    .join('\n');
}

const collect = fileURLToPath(new URL('collect.ts', import.meta.url));

/** Milliseconds after which what opening took is over. */
const settleMs = 1_000;

async function memoryOf(server: Server): Promise<Memory> {
  const [, json = ''] = await server.ask('SIGUSR2', /memory (\{.*\})\n/);
  return JSON.parse(json) as Memory; // `collect.ts` writes it
}

function mega(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function kilo(bytes: number): string {
  return `${(bytes / 1e3).toFixed(1)} kB`;
}
