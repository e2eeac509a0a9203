import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts calls of a key: 0 when they may run, or the whole seconds after which the key's count begins anew. */
export type Count = (key: string, calls: number) => Promise<number>;

/** How many keys may begin in a window, and how many places those share that come behind them. */
const most = { keys: 10_000, shared: 1_024 };

/**
 * Makes a counter in memory: `points` calls of a key in so many seconds, from its first call on. Calls that are more than that together
 * count as all but one, since the first of a request is counted before the others are known: so they run when nothing else did.
 *
 * A key takes 0.5 kB until its window ends. Who commands many addresses could fill the memory with keys, so there are at most 10,000 new ones
 * in a window, and 20,000 in all; the next ones share 1,024 places, where they may be refused for each other.
 */
export function createCounter(
  { points, seconds }: { points: number; seconds: number },
  { keys, shared }: { keys: number; shared: number } = most,
): Count {
  const mostAtOnce = Math.max(1, points - 1);
  const limiter = new RateLimiterMemory({ points, duration: seconds, keyPrefix: '' });
  let fresh = 0;
  let freshUntil = 0;
  return async (key, calls) => {
    if (calls <= 0) return 0;
    const now = performance.now();
    if (now >= freshUntil) {
      fresh = 0;
      freshUntil = now + seconds * 1000;
    }
    const place = fresh < keys || (await limiter.get(key)) !== null ? key : `shared ${placeOf(key, shared)}`;
    try {
      const { isFirstInDuration } = await limiter.consume(place, Math.min(calls, mostAtOnce));
      if (isFirstInDuration) fresh++;
      return 0;
    } catch (told) {
      if (!(told instanceof RateLimiterRes)) throw told;
      // A clock that was set back may not keep anybody waiting for longer than the window.
      return Math.max(1, Math.ceil(Math.min(told.msBeforeNext / 1000, seconds)));
    }
  };
}

/** The same place for the same key, and as good as any other. */
function placeOf(key: string, places: number): number {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return Math.abs(hash) % places;
}
