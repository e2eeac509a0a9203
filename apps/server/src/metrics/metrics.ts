import Counter from '@prometheus-io/client/lib/counter.js';
import Histogram from '@prometheus-io/client/lib/histogram.js';
import Registry from '@prometheus-io/client/lib/registry.js';
import type { Overload } from '../load/load-meter.ts';
import { addCallMetrics, type CallAnswered } from './call-metrics.ts';

/** Counts what a server does. Every label has a value of ours: what a client invents is counted as `unknown`. */
export interface Metrics {
  readonly answered: CallAnswered;
  /** A request was answered with this status; 0 when nobody waited for the answer any more. */
  request(this: void, status: number): void;
  /** A request about an account was answered; `endpoint` is one of ours, e.g. `POST /sign-in/email`. */
  account(this: void, endpoint: string | undefined, status: number): void;
  /** A request was refused because of too much to do. */
  shed(this: void, why: Overload): void;
  /** A statement was run again, because it collided with another or its connection broke. */
  retried(this: void): void;
  /** The event loop was so many milliseconds late. */
  delay(this: void, ms: number): void;
  /** Where others add what they know. */
  readonly registry: Registry;
}

/** In seconds. */
const delayBounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

const classes = ['', '1xx', '2xx', '3xx', '4xx', '5xx'];

/** Makes the counters of one server, in a registry of its own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const answered = addCallMetrics(registry);
  const statuses = new Map<string, number>();
  const requests = new Counter({
    name: 'typedo_http_requests_total',
    help: 'HTTP requests, by class of status; gone when nobody waited for the answer any more.',
    labelNames: ['status'],
    registers,
    collect() {
      requests.reset();
      for (const [status, count] of statuses) requests.inc({ status }, count);
    },
  });
  const accounts = new Counter({
    name: 'typedo_auth_requests_total',
    help: 'Requests to /api/auth, by endpoint and status.',
    labelNames: ['endpoint', 'status'],
    registers,
  });
  const shed = new Counter({
    name: 'typedo_requests_shed_total',
    help: 'Requests refused because of too much to do: for the event loop, or for the pool of connections.',
    labelNames: ['why'],
    registers,
  });
  const retries = new Counter({
    name: 'typedo_database_retries_total',
    help: 'Reads and writes that were run again on PostgreSQL, because they collided or their connection broke.',
    registers,
  });
  const delays = new Histogram({
    name: 'typedo_event_loop_delay_seconds',
    help: 'How late the event loop was, 20 times a second.',
    buckets: delayBounds,
    registers,
  });
  return {
    registry,
    answered,
    request(status) {
      const name = status === 0 ? 'gone' : classes[Math.floor(status / 100)]!; // node sends no other
      statuses.set(name, (statuses.get(name) ?? 0) + 1);
    },
    account: (endpoint = 'unknown', status) => accounts.inc({ endpoint, status }),
    shed: (why) => shed.inc({ why }),
    retried: () => retries.inc(),
    delay: (ms) => delays.observe(ms / 1000),
  };
}
