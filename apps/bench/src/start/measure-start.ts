import type { Dialect } from '@typedo/db';
import { quantile } from '../stage/quantile.ts';
import type { Stage } from '../stage/stage.ts';

/** How long one kind of start takes, in milliseconds: medians. */
export interface Start {
  readonly dialect: Dialect;
  readonly database: 'new' | 'existing';
  /** From the start of the program until it is ready, as it says itself. */
  readonly readyMs: number;
  /** From the start of the process until `/readyz` says yes. */
  readonly answeredMs: number;
}

/** What is measured. */
export interface StartOptions {
  readonly stage: Stage;
  readonly dialects: readonly Dialect[];
  /** How often each kind is started. */
  readonly rounds: number;
}

/** Starts servers on new databases and again on each of these, and gives how long that takes. */
export async function measureStart({ stage, dialects, rounds }: StartOptions): Promise<Start[]> {
  const found: Start[] = [];
  for (const dialect of dialects) {
    await using place = await stage.openPlace(dialect);
    const times: Record<Start['database'], Times[]> = { new: [], existing: [] };
    for (let round = 0; round < rounds; round++) {
      const { url } = await place.create(`start_${round}`);
      for (const database of ['new', 'existing'] as const) {
        await using server = await stage.startServer({ url });
        times[database].push({ readyMs: server.readyMs, answeredMs: server.answeredMs });
      }
    }
    for (const database of ['new', 'existing'] as const)
      found.push({ dialect, database, ...mediansOf(times[database]) });
  }
  return found;
}

type Times = Pick<Start, 'readyMs' | 'answeredMs'>;

/** The figures as lines for people. */
export function formatStart(starts: readonly Start[]): string {
  return starts
    .map(
      ({ dialect, database, readyMs, answeredMs }) =>
        `Start on ${dialect}, ${database} database: ready in ${Math.round(readyMs)} ms, first answer after ${Math.round(answeredMs)} ms`,
    )
    .join('\n');
}

function mediansOf(times: readonly Times[]): Times {
  const median = (key: keyof Times) =>
    quantile(
      times.map((each) => each[key]),
      0.5,
    );
  return { readyMs: median('readyMs'), answeredMs: median('answeredMs') };
}
