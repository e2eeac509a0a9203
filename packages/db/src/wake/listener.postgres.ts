import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Pool } from 'pg';
import { clientConfig, limits } from '../connect/postgres-client.ts';
import { explain, isAway } from '../connect/postgres-errors.ts';
import { parsePostgresUrl } from '../connect/postgres-url.ts';
import { reasonOf } from '../connect/wait.ts';
import { DatabaseError } from '../database-error.ts';
import { channel, notify } from './announcer.postgres.ts';
import { createBell } from './bell.ts';
import { openLine, unlessAborted, type Line } from './line.postgres.ts';
import { parsePayload, type Message } from './message.ts';
import type { Timings } from './timings.ts';
import { createTrouble, type OnTrouble } from './trouble.ts';

/** Hears what other servers announce. */
export interface Listener {
  /** Whether it hears it now: a self-test went through, and the line has not broken since. */
  readonly listening: boolean;
  /** How often it could not, or no longer. */
  readonly breaks: number;
  /** Listens until the signal is aborted. When the line breaks it begins anew by itself, with growing pauses. */
  listen(signal: AbortSignal): Promise<void>;
}

/**
 * Makes a listener on a URL that leads past any pooler. `onChange` is called when it begins to listen and when that breaks: what
 * happened around then it may have missed.
 *
 * @throws DatabaseError for what is no URL of a PostgreSQL.
 */
export function createListener(options: {
  url: string;
  pool: Pool;
  timings: Timings;
  onMessage: (message: Message) => void;
  onChange: () => void;
  onTrouble: OnTrouble;
  onRecovery: (line: string) => void;
}): Listener {
  const { url, pool, timings, onMessage, onChange, onTrouble, onRecovery } = options;
  const address = parsePostgresUrl(url);
  const label = `PostgreSQL ${address.host}:${address.port}/${address.database}`;
  const config = { ...clientConfig(address), application_name: 'typedo-listener', query_timeout: limits.answer };
  const trouble = createTrouble(onTrouble);
  const tests = new Map<string, () => void>();
  let listening = false;
  let breaks = 0;
  let pause = timings.retry;

  function hear(payload: string): void {
    const message = parsePayload(payload);
    if (message === null) return;
    const passed = tests.get(message.from);
    if (passed) passed();
    else onMessage(message);
  }

  /** One line, from its opening to its end, which is an error. */
  async function follow(signal: AbortSignal): Promise<never> {
    await using line = await openLine(config, { channel, hear, closeMs: timings.close / 2, signal });
    if (!(await testLine(line))) throw new Undelivered(true);
    if (trouble.end()) onRecovery(`Live updates of other servers are heard again from ${label}`);
    listening = true;
    onChange();
    const since = Date.now();
    try {
      for (;;) {
        await createBell().rest(timings.testAgain, line.signal);
        // A notification that could not be sent, as when the pool is busy, says nothing about the line.
        const passed = await testLine(line).catch(() => !line.signal.aborted);
        line.signal.throwIfAborted();
        if (!passed) throw new Undelivered(false);
      }
    } finally {
      listening = false;
      if (Date.now() - since > timings.retryLongest) pause = timings.retry; // one that does not last is no reason to hurry
      if (!signal.aborted) onChange();
    }
  }

  /** Sends a notification the way that other servers do, through the pool, and tells whether it comes back. */
  async function testLine({ signal }: Line): Promise<boolean> {
    const token = randomUUID();
    const bell = createBell();
    let passed = false;
    tests.set(token, () => {
      passed = true;
      bell.ring();
    });
    try {
      signal.throwIfAborted();
      await unlessAborted(notify(pool, { from: token, userIds: [] }), signal);
      await bell.rest(timings.test, signal);
      await setImmediate(); // a process that stood still looks at its clock before it reads
      signal.throwIfAborted();
      return passed;
    } finally {
      tests.delete(token);
    }
  }

  function report(error: unknown): void {
    const polling = 'Live updates of other servers are polled for';
    if (isSwallowed(error)) {
      const advice = 'Let DATABASE_DIRECT_URL name the same database past the pooler';
      const line = `${polling}: ${label} takes LISTEN and delivers nothing, as poolers do. ${advice}.`;
      if (trouble.begin(line, { kind: 'swallowed' })) breaks++;
      return;
    }
    const reason = explain(error, label);
    const known = reason instanceof DatabaseError || reason instanceof Undelivered || isAway(reason);
    const line = `${polling}, until listening works again: ${label} is not heard (${reasonOf(reason)}), for the ${breaks + 1}. time since the start`;
    if (trouble.begin(line, { kind: 'broken', cause: known ? undefined : error })) breaks++;
  }

  return {
    get listening() {
      return listening;
    },
    get breaks() {
      return breaks;
    },
    async listen(signal) {
      while (!signal.aborted) {
        const error: unknown = await follow(signal).catch((error: unknown) => error);
        if (signal.aborted) return;
        report(error);
        const jittered = pause * (0.5 + Math.random() / 2); // many servers lose their lines at the same time
        pause = Math.min(pause * 2, timings.retryLongest);
        await createBell().rest(isSwallowed(error) ? timings.retrySwallowed : jittered, signal);
      }
    },
  };
}

/** A notification did not come back: on a line that was `always` like this, or on one that went dead. */
class Undelivered extends Error {
  readonly always: boolean;
  constructor(always: boolean) {
    super('a notification did not arrive');
    this.always = always;
  }
}

function isSwallowed(error: unknown): boolean {
  return error instanceof Undelivered && error.always;
}
