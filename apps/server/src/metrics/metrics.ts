import { appRouter } from '@typedo/api';
import type { Reason } from '@typedo/contract';
import { Counter, Histogram, Registry } from '@prometheus-io/client';
import type { Overload } from '../load/load-meter.ts';

/** Counts what a server does. Every label has a value of ours: what a client invents is counted as `unknown`. */
export interface Metrics {
  /** A call was answered, `ms` milliseconds after its request came. */
  answered(this: void, procedure: string | undefined, reason: Reason | 'OK', ms: number): void;
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

const seconds = {
  call: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  delay: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
};

/** Makes the counters of one server, in a registry of its own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const calls = new Counter({
    name: 'typedo_calls_total',
    help: 'Calls, by procedure and reason; OK for those that were not refused.',
    labelNames: ['procedure', 'reason'],
    registers,
  });
  const durations = new Histogram({
    name: 'typedo_call_duration_seconds',
    help: 'Time from the beginning of a request to the end of its call; of a stream to its beginning.',
    labelNames: ['procedure'],
    buckets: seconds.call,
    registers,
  });
  const requests = new Counter({
    name: 'typedo_http_requests_total',
    help: 'HTTP requests, by class of status; gone when nobody waited for the answer any more.',
    labelNames: ['status'],
    registers,
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
    buckets: seconds.delay,
    registers,
  });
  return {
    registry,
    answered(path, reason, ms) {
      const procedure = path !== undefined && Object.hasOwn(appRouter._def.procedures, path) ? path : 'unknown';
      calls.inc({ procedure, reason });
      durations.observe({ procedure }, ms / 1000);
    },
    request: (status) => requests.inc({ status: status === 0 ? 'gone' : `${Math.floor(status / 100)}xx` }),
    account: (endpoint = 'unknown', status) => accounts.inc({ endpoint, status }),
    shed: (why) => shed.inc({ why }),
    retried: () => retries.inc(),
    delay: (ms) => delays.observe(ms / 1000),
  };
}
