import { fileURLToPath } from 'node:url';
import type { Dialect } from '@typedo/db';
import { createClient, mutation } from '../stage/client.ts';
import { createAccounts } from '../stage/filled.ts';
import { quantile } from '../stage/quantile.ts';
import type { Stage } from '../stage/stage.ts';
import { openStreams } from '../stage/stream.ts';

/** How long it takes until a write is told, in milliseconds. */
export interface Live {
  readonly dialect: Dialect;
  /** Whose streams there are: all of one account, or one of each. */
  readonly whose: 'one' | 'each';
  readonly streams: number;
  readonly writes: number;
  /** From the sending of the write, and from its answer, until the last stream that is told of it has the event. */
  readonly fromSent: Spread;
  readonly fromAnswer: Spread;
}

interface Spread {
  readonly p50: number;
  readonly p99: number;
}

/** What is measured. */
export interface LiveOptions {
  readonly stage: Stage;
  readonly dialects: readonly Dialect[];
  readonly streams: number;
  readonly writes: number;
}

/**
 * Opens streams and writes, one write after the other: by one account that all streams are of, and by accounts in turn that have one stream each.
 */
export async function measureLive({ stage, dialects, streams, writes }: LiveOptions): Promise<Live[]> {
  const found: Live[] = [];
  for (const dialect of dialects) {
    await using place = await stage.openPlace(dialect);
    const { url, keys } = await createAccounts(place, streams);
    for (const whose of ['one', 'each'] as const) {
      const followed = whose === 'one' ? keys.map(() => keys[0] ?? '') : keys;
      found.push({
        dialect,
        whose,
        streams,
        writes,
        ...(await measure({ stage, writes }, url, followed, whose === 'one' ? streams : 1)),
      });
    }
  }
  return found;
}

/** The figures as lines for people. */
export function formatLive(live: readonly Live[]): string {
  return live
    .map(({ dialect, whose, streams, fromSent, fromAnswer }) => {
      const who =
        whose === 'one' ? `the last of ${streams} streams of an account` : `an account's stream, of ${streams}`;
      return `A write on ${dialect} reaches ${who} in ${textOf(fromSent)}; after its answer ${textOf(fromAnswer)}`;
    })
    .join('\n');
}

function textOf({ p50, p99 }: Spread): string {
  return `${p50.toFixed(1)} ms (p99 ${p99.toFixed(1)} ms)`;
}

const moreStreams = fileURLToPath(new URL('more-streams.ts', import.meta.url));

async function measure(
  { stage, writes }: Pick<LiveOptions, 'stage' | 'writes'>,
  url: string,
  keys: readonly string[],
  told: number,
): Promise<Pick<Live, 'fromSent' | 'fromAnswer'>> {
  await using server = await stage.startServer({ url, flags: ['--import', moreStreams] });
  using client = createClient(server.port);
  let left = 0;
  let all = Promise.withResolvers<number>();
  using _streams = await openStreams(server.port, keys, () => {
    left--;
    if (left === 0) all.resolve(performance.now());
  });
  const [sent, answered]: [number[], number[]] = [[], []];
  for (let write = -warmUp; write < writes; write++) {
    const key = keys[(write + warmUp) % keys.length] ?? '';
    [left, all] = [told, Promise.withResolvers<number>()];
    const begun = performance.now();
    const { ms } = await client.ask(mutation(key, 'task.create', { title: 'Told to all who follow' }));
    const last = await all.promise;
    if (write < 0) continue;
    sent.push(last - begun);
    answered.push(Math.max(0, last - begun - ms)); // the event may come before the answer
  }
  return { fromSent: spreadOf(sent), fromAnswer: spreadOf(answered) };
}

/** Writes before those that count. */
const warmUp = 20;

function spreadOf(times: readonly number[]): Spread {
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
