/** Counts calls of a key: 0 when they may run, or the whole seconds after which the key's count begins anew. */
export type Count = (key: string, calls: number) => number;

/** How many keys may begin in a window, and how many places those share that come behind them. */
const most = { keys: 10_000, shared: 1_024 };

/**
 * Makes a counter in memory: `points` calls of a key in so many seconds, from its first call on. Calls that are more than that together
 * count as all but one, since the first of a request is counted before the others are known: so they run when nothing else did.
 *
 * A key takes 0.2 kB until its window ends. Who commands many addresses could fill the memory with keys, so there are at most 10,000 new ones
 * in a window, and 20,000 in all; the next ones share 1,024 places, where they may be refused for each other. It is our own because every call
 * passes it twice, and the library's promises and timers cost more than the rest of the door.
 */
export function createCounter(
  { points, seconds }: { points: number; seconds: number },
  { keys, shared }: { keys: number; shared: number } = most,
): Count {
  const mostAtOnce = Math.max(1, points - 1);
  const windows = new Map<string, { count: number; until: number }>(); // in the order of their ends
  let fresh = 0;
  let freshUntil = 0;

  function begin(key: string, now: number) {
    if (now >= freshUntil) {
      fresh = 0;
      freshUntil = now + seconds * 1000;
    }
    for (const [old, { until }] of windows) {
      if (until > now) break;
      windows.delete(old);
    }
    if (fresh >= keys && !key.startsWith('shared ')) return at(`shared ${placeOf(key, shared)}`, now);
    fresh++;
    const window = { count: 0, until: now + seconds * 1000 };
    windows.set(key, window);
    return window;
  }

  function at(key: string, now: number): { count: number; until: number } {
    const window = windows.get(key);
    return window && window.until > now ? window : begin(key, now);
  }

  return (key, calls) => {
    if (calls <= 0) return 0;
    const now = performance.now();
    const window = at(key, now);
    window.count += Math.min(calls, mostAtOnce);
    return window.count <= points ? 0 : Math.max(1, Math.ceil((window.until - now) / 1000));
  };
}

/** The same place for the same key, and as good as any other. */
function placeOf(key: string, places: number): number {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return Math.abs(hash) % places;
}
