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

/** Milliseconds between two looks in a rush of requests. */
const soonMs = 20;

/** Watches over answers that nobody reads: a client that asks and does not read would fill the memory. */
export interface UnreadAnswers {
  /** Watches an answer until it is gone. */
  watch(outgoing: ServerResponse): void;
}

/** Makes the watch. One timer looks after all answers, and ends when it finds none. */
export function createUnreadAnswers({ everyMs, longestMs, mostBytes }: UnreadLimits = unreadLimits): UnreadAnswers {
  const since = new Map<ServerResponse, number>(); // the oldest first
  let timer: NodeJS.Timeout | undefined;
  let lookedAt = 0;

  function look(): void {
    const now = performance.now();
    lookedAt = now;
    let bytes = 0;
    for (const [outgoing, begun] of since) {
      if (now - begun > longestMs) outgoing.destroy();
      else bytes += outgoing.writableLength;
    }
    if (bytes > mostBytes) cutLargest(bytes - mostBytes);
    if (since.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  /** Cuts off so many bytes at least: the largest answers first, for whoever holds little is not to blame. */
  function cutLargest(tooMuch: number): void {
    let left = tooMuch;
    for (const outgoing of [...since.keys()].toSorted((a, b) => b.writableLength - a.writableLength)) {
      if (left <= 0) return;
      left -= outgoing.writableLength;
      outgoing.destroy();
    }
  }

  return {
    watch(outgoing) {
      // A rush fills the memory sooner than the timer looks.
      if (since.size > 0 && performance.now() - lookedAt > soonMs) look();
      since.set(outgoing, performance.now());
      outgoing.once('close', () => since.delete(outgoing));
      timer ??= setInterval(look, everyMs).unref();
    },
  };
}
