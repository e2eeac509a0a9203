import type { ServerResponse } from 'node:http';

/** What answers may hold of this server while their readers do not take them. */
export interface UnreadLimits {
  /** How often it is looked, in milliseconds. */
  readonly everyMs: number;
  /** How long a whole answer may take to go out, in milliseconds. */
  readonly longestMs: number;
  /** Bytes that wait in memory for readers, of all answers together. */
  readonly mostBytes: number;
}

/** The limits of a server. A reader at 30 kB a second gets the largest answer, about 3 MB, in time. */
const unreadLimits: UnreadLimits = { everyMs: 250, longestMs: 120_000, mostBytes: 64 * 1024 * 1024 };

/** Watches over answers that nobody reads: a client that asks and does not read would fill the memory. */
export interface UnreadAnswers {
  /** Watches an answer until it is gone. */
  watch(outgoing: ServerResponse): void;
}

/** Makes the watch. One timer looks after all answers, and ends when it finds none. */
export function createUnreadAnswers({ everyMs, longestMs, mostBytes }: UnreadLimits = unreadLimits): UnreadAnswers {
  const since = new Map<ServerResponse, number>(); // the oldest first
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const now = performance.now();
    let bytes = 0;
    for (const [outgoing, begun] of since) {
      if (now - begun > longestMs) outgoing.destroy();
      else bytes += outgoing.writableLength;
    }
    for (const outgoing of since.keys()) {
      if (bytes <= mostBytes) break;
      if (outgoing.writableLength === 0) continue;
      bytes -= outgoing.writableLength;
      outgoing.destroy();
    }
    if (since.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    watch(outgoing) {
      since.set(outgoing, performance.now());
      outgoing.once('close', () => since.delete(outgoing));
      timer ??= setInterval(look, everyMs).unref();
    },
  };
}
