import type { Live } from '../live/measure-live.ts';
import type { MemoryFigures } from '../memory/measure-memory.ts';
import type { ScaleRow } from '../scale/measure-scale.ts';
import { growthOf } from '../scale/table.ts';
import type { Start } from '../start/measure-start.ts';
import type { Goal } from './goals.ts';

/** What each part is to show at most: milliseconds, bytes, milliseconds, times. */
const most = { readyMs: 500, streamBytes: 25_000, lastStreamMs: 100, growth: 1.2 };

/** A server is ready soon. */
export function startGoals(starts: readonly Start[]): Goal[] {
  return starts.map(({ dialect, database, readyMs }) => ({
    text: `Ready within ${most.readyMs} ms on ${dialect}, ${database} database`,
    met: readyMs <= most.readyMs,
    shown: `${Math.round(readyMs)} ms`,
  }));
}

/** A stream at rest takes little, beside V8's space for young objects: that grows once, under any load, and is not the streams'. */
export function memoryGoals(figures: readonly MemoryFigures[]): Goal[] {
  return figures.flatMap(({ dialect, perStream }) =>
    perStream.slice(-1).map(({ streams, rss, young }) => ({
      text: `A stream at rest under 25 kB on ${dialect}, of ${streams}`,
      met: rss - young < most.streamBytes,
      shown: `${((rss - young) / 1000).toFixed(1)} kB, with the space for young objects ${(rss / 1000).toFixed(1)} kB`,
    })),
  );
}

/** Whoever follows hears of a write soon. */
export function liveGoals(live: readonly Live[]): Goal[] {
  return live
    .filter(({ whose }) => whose === 'one')
    .map(({ dialect, streams, fromSent: { p99 } }) => ({
      text: `A write reaches the last of ${streams} streams on ${dialect}: p99 under 100 ms`,
      met: p99 < most.lastStreamMs,
      shown: `${p99.toFixed(0)} ms`,
    }));
}

/** The calls that are made most stay as fast as in a small database. */
export function scaleGoals(rows: readonly ScaleRow[]): Goal[] {
  return rows
    .filter(({ dialect, work }) => dialect === 'postgresql' && /^(list 50|byId|pull)/.test(work))
    .flatMap((row) => {
      const growth = growthOf(rows, row);
      if (!growth) return [];
      return {
        text: `${row.work} with ${row.tasks.toLocaleString('en')} tasks: within 1.2 times of the smallest`,
        met: growth.p50 <= most.growth,
        shown: `${growth.p50.toFixed(2)} times`,
      };
    });
}
