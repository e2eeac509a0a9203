import type { Contender } from '../contenders/contender.ts';
import type { Measured } from '../load/job.ts';
import { ceilings, type Row, type Spread } from './report.ts';

/** Makes the rows of a work from the rounds of each contender. */
export function toRows(rounds: ReadonlyMap<Contender, readonly Measured[]>): Row[] {
  const bare = [...rounds].map(([contender, measured]) => rowOf(contender, measured));
  const ratioTo = (name: string) => {
    const ceiling = bare.find(({ contender }) => contender === name);
    return (row: Row) => (ceiling ? row.callsPerSecond.median / ceiling.callsPerSecond.median : null);
  };
  const [toPlain, toTuned] = [ratioTo(ceilings.plain), ratioTo(ceilings.tuned)];
  return bare.map((row) => ({ ...row, toPlain: toPlain(row), toTuned: toTuned(row) }));
}

/** The median of values with the least and the most. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? NaN;
  const middle = sorted.length / 2;
  return {
    median: Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.trunc(middle)),
    min: at(0),
    max: at(sorted.length - 1),
  };
}

function rowOf({ name, title, kind }: Contender, rounds: readonly Measured[]): Row {
  const median = (value: (measured: Measured) => number) => spreadOf(rounds.map(value)).median;
  const medianOfKnown = (value: (measured: Measured) => number | null) => {
    const known = rounds.map(value).filter((each) => each !== null);
    return known.length > 0 ? spreadOf(known).median : null;
  };
  return {
    contender: name,
    title,
    kind,
    callsPerSecond: spreadOf(rounds.map(({ calls, ms }) => (calls / ms) * 1000)),
    toPlain: null,
    toTuned: null,
    serverCpu: medianOfKnown(({ serverCpu, calls }) => serverCpu && serverCpu / calls),
    databaseCpu: medianOfKnown(({ databaseCpu, calls }) => databaseCpu && databaseCpu / calls),
    p50: median(({ p50 }) => p50),
    p99: median(({ p99 }) => p99),
    serverShare: medianOfKnown(({ serverCpu, ms }) => serverCpu && serverCpu / 1000 / ms),
    disturbed: medianOfKnown(({ disturbed }) => disturbed),
    generatorBusy: median(({ generatorBusy }) => generatorBusy),
  };
}
