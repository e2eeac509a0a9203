import { procedureAt } from '@typedo/api';
import type { Reason } from '@typedo/contract';
import type { Histogram, Registry } from '@prometheus-io/client';
import Counter from '@prometheus-io/client/lib/counter.js';

/** A call was answered, `ms` milliseconds after its request came. */
export type CallAnswered = (procedure: string | undefined, reason: Reason | 'OK', ms: number) => void;

/** Calls of one procedure. */
interface Tally {
  readonly reasons: Map<string, number>;
  /** How many took so long, by the index of {@link bounds}; the last are those that took longer. */
  readonly buckets: number[];
  seconds: number;
}

/** In seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Adds what is known of calls to a registry. It counts by itself and tells the registry when that is read: the library's own counters look up
 * labels by a text that they make for each call.
 */
export function addCallMetrics(registry: Registry): CallAnswered {
  const tallies = new Map<string, Tally>();
  const calls = new Counter({
    name: 'typedo_calls_total',
    help: 'Calls, by procedure and reason; OK for those that were not refused.',
    labelNames: ['procedure', 'reason'],
    registers: [registry],
    collect() {
      calls.reset();
      for (const [procedure, { reasons }] of tallies)
        for (const [reason, count] of reasons) calls.inc({ procedure, reason }, count);
    },
  });
  const durations = {
    name: 'typedo_call_duration_seconds',
    help: 'Time from the beginning of a request to the end of its call; of a stream to its beginning.',
    type: 'histogram',
    aggregator: 'sum',
    get: async () => ({
      ...durations,
      values: [...tallies].flatMap(([procedure, tally]) => seriesOf(procedure, tally)),
    }),
  };
  registry.registerMetric(durations as unknown as Histogram); // what a registry asks of a metric
  return (path, reason, ms) => {
    const tally = tallyOf(path ?? unknown);
    tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
    const seconds = ms / 1000;
    let at = 0;
    while (at < bounds.length && seconds > bounds[at]!) at++; // within the bounds
    tally.buckets[at]!++; // there is one more of these
    tally.seconds += seconds;
  };

  /** What nobody called yet has none, and only what is a procedure gets one. */
  function tallyOf(path: string): Tally {
    const known = tallies.get(path);
    if (known) return known;
    const procedure = procedureAt(path) ? path : unknown;
    let tally = tallies.get(procedure);
    if (!tally) {
      tally = { reasons: new Map(), buckets: Array<number>(bounds.length + 1).fill(0), seconds: 0 };
      tallies.set(procedure, tally);
    }
    return tally;
  }
}

/** The name of whatever is no procedure. */
const unknown = 'unknown';

/** The series of a histogram: each bucket counts all that were as fast or faster. */
function seriesOf(procedure: string, { buckets, seconds }: Tally) {
  const metricName = 'typedo_call_duration_seconds';
  let count = 0;
  const series = buckets.map((own, index) => {
    count += own;
    return {
      metricName: `${metricName}_bucket`,
      labels: { le: String(bounds[index] ?? '+Inf'), procedure },
      value: count,
    };
  });
  return [
    ...series,
    { metricName: `${metricName}_sum`, labels: { procedure }, value: seconds },
    { metricName: `${metricName}_count`, labels: { procedure }, value: count },
  ];
}
