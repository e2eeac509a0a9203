import type { Task } from '@typedo/contract';
import { isPassing, pauseAfter, rest } from '../pauses.ts';
import { isReason } from '../reason.ts';
import type { Way } from '../way.ts';
import { connect } from './connection.ts';

/**
 * What live tells: tasks as they are now, ids that are in the trash now, and the cursor behind both; or that the server cannot tell what
 * changed after the cursor. Then it ends, and the way on is `sync.pull` from null.
 */
export type LiveMessage = { reset: false; cursor: string; tasks: Task[]; deletedIds: string[] } | { reset: true };

/** How to follow a user's tasks. */
export interface LiveOptions {
  /** Where to begin: a cursor of an earlier answer. Without one it begins now, and the first message has no tasks but the cursor. */
  cursor?: string | undefined;
  /** Ends it. The loop over it ends as well, and does not throw. */
  signal?: AbortSignal | undefined;
  /** Whether to connect again when the line breaks, for ever; true by default. With false every error is thrown. */
  reconnect?: boolean;
  /** Called each time the stream is open. */
  onOpen?: (() => void) | undefined;
  /** @internal Whose changes they must be: it is refused as UNAUTHENTICATED when somebody else is signed in. */
  userId?: string | null;
}

/**
 * Follows a user's tasks: `for await (const message of typedo.live({ cursor }))`.
 *
 * Whoever reads slowly is sent less at a time; nothing is kept back here. A line that breaks, or is silent too long, is opened again from
 * the last cursor, so nothing is missed and nothing told twice. Leaving the loop, `return()` and the signal close the connection at once.
 *
 * @throws TypedoError for what repeating does not mend: UNAUTHENTICATED, SCOPE_MISSING, INVALID_INPUT.
 */
export type Live = (options?: LiveOptions) => AsyncGenerator<LiveMessage, void, void>;

const pauses = { first: 300, longest: 10_000 };

/** Makes the `live` of a client. */
export function liveOver(way: Way): Live {
  return ({ signal, ...options } = {}) => closable((end) => follow(way, options, end), signal);
}

async function* follow(
  way: Way,
  { cursor, onOpen, userId, reconnect = true }: Omit<LiveOptions, 'signal'>,
  signal: AbortSignal,
): AsyncGenerator<LiveMessage, void, void> {
  let failures = 0;
  while (!signal.aborted) {
    const begun = performance.now();
    let broken: unknown = null;
    try {
      for await (const message of connect(way, { cursor, onOpen, userId }, signal)) {
        yield message;
        if (message.reset) return;
        ({ cursor } = message);
        failures = 0;
      }
    } catch (error) {
      if (!reconnect || !mends(error)) throw error;
      broken = error;
    }
    if (!reconnect) return;
    const lasted = performance.now() - begun;
    if (lasted > pauses.longest) failures = 0;
    // The server ends a stream that is old; one that it ends at once would be asked for without a pause.
    if (broken !== null || lasted < pauses.first) await rest(pauseAfter(broken, ++failures, pauses), signal);
  }
}

/** Whether another try may go well. A fault of the server need not be one for ever. */
function mends(error: unknown): boolean {
  return isReason(error, 'INTERNAL') || isPassing(error);
}

/** A generator that ends at once when the signal is aborted or its consumer leaves, even while it waits for something. */
function closable<T>(
  generate: (signal: AbortSignal) => AsyncGenerator<T, void, void>,
  outer: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  const left = new AbortController();
  const signal = outer ? AbortSignal.any([outer, left.signal]) : left.signal;
  const inner = generate(signal);
  const end = () => {
    left.abort();
    return inner.return();
  };
  return {
    next: () => (signal.aborted ? end() : inner.next()),
    return: end,
    throw: (error) => {
      left.abort();
      return inner.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
}
