import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '@typedo/contract';
import { refused } from '@typedo/db';
import { credentialOf, type FindRevoked } from '../auth/revocations.ts';
import type { Log } from '../log.ts';
import { endFrame } from './live-frames.ts';
import type { LiveStream, LiveTimes } from './live-stream.ts';
import { errorOf } from './refusal.ts';

/** The open streams of a server. */
export interface LiveStreams {
  /** How many there are. */
  readonly size: number;
  /**
   * Keeps a stream until `remove`. Throws Refused with RATE_LIMITED when its user has too many, with UNAVAILABLE when the server has too
   * many or stops.
   */
  add(stream: LiveStream): void;
  remove(stream: LiveStream): void;
  /** Asks at once whether the callers of all streams still may follow. To be called after whatever takes a right away. */
  recheck(): void;
  /** Ends all streams, and takes no other. */
  endAll(): void;
}

/** Milliseconds: how often streams are looked at, and how often their callers are. */
export interface LiveStreamsTimes extends LiveTimes {
  readonly tickMs: number;
  readonly recheckMs: number;
}

/** Seconds after which a refused stream may be tried again. */
const retry = { tooMany: 30, stopping: 1 };

/** Milliseconds between two checks of all callers: anybody may ask for one, by signing out. */
const checkPause = 250;

/** Makes the set of open streams. One timer looks after all of them, and runs while there are any. */
export function createLiveStreams(dependencies: {
  findRevoked: FindRevoked;
  times: LiveStreamsTimes;
  /** How many there may be. */
  most: number;
  log: Pick<Log, 'error'>;
}): LiveStreams {
  const { times, most } = dependencies;
  const users = new Map<string, Set<LiveStream>>();
  const all = new Set<LiveStream>();
  const revocations = createRevocations(all, dependencies);
  let timer: NodeJS.Timeout | undefined;
  let checkedAt = 0;
  let stopping = false;

  function tick(): void {
    const now = performance.now();
    for (const stream of all) stream.tick(now);
    if (now - checkedAt < times.recheckMs) return;
    checkedAt = now;
    revocations.recheck();
  }

  return {
    get size() {
      return all.size;
    },
    add(stream) {
      const { userId } = stream.caller;
      const own = users.get(userId) ?? new Set();
      if (stopping) throw refused('UNAVAILABLE', { retryAfter: retry.stopping });
      if (all.size >= most) throw refused('UNAVAILABLE', { retryAfter: retry.tooMany });
      if (own.size >= limits.streams.max) throw refused('RATE_LIMITED', { retryAfter: retry.tooMany });
      users.set(userId, own.add(stream));
      all.add(stream);
      timer ??= setInterval(tick, times.tickMs).unref();
    },
    remove(stream) {
      const { userId } = stream.caller;
      const own = users.get(userId);
      own?.delete(stream);
      if (own?.size === 0) users.delete(userId);
      all.delete(stream);
      if (all.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
    recheck: revocations.recheck,
    endAll() {
      stopping = true;
      for (const stream of all) stream.end(endFrame);
    },
  };
}

/** Looks for callers that may follow no longer, once at a time, and ends their streams. */
function createRevocations(
  streams: ReadonlySet<LiveStream>,
  { findRevoked, log }: { findRevoked: FindRevoked; log: Pick<Log, 'error'> },
): { recheck: () => void } {
  let running = false;
  let again = false;
  let failing = false;

  async function check(): Promise<void> {
    const revoked = await findRevoked([...streams].map(({ caller }) => caller));
    failing = false;
    for (const stream of streams) {
      const cause = revoked.get(credentialOf(stream.caller));
      if (cause) stream.fail(errorOf(cause));
    }
  }

  async function run(): Promise<void> {
    running = true;
    do {
      again = false;
      try {
        await check();
      } catch (cause) {
        // Streams stay as they are: a database that is away takes nobody's right.
        if (!failing) log.error('Open streams cannot be checked for revoked callers', cause, { reason: 'UNAVAILABLE' });
        failing = true;
      }
      await sleep(checkPause, undefined, { ref: false });
    } while (again && streams.size > 0);
    running = false;
  }

  return {
    recheck() {
      // What is revoked while a check runs, it may have overlooked.
      again = true;
      if (!running && streams.size > 0) void run();
    },
  };
}
