import { outageOf, type Outage } from './failure.ts';
import { createListeners } from './listeners.ts';

/** How the page stands with the server, for the banner. */
export type ConnectionState = 'online' | 'offline' | Outage['kind'];

/** Calls the server for as long as it takes, and knows how it went. */
export interface Connection {
  /** Makes a call, again and again while nothing but the connection fails; rejects with what the server answered. */
  reach<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Tries at once whatever waits. */
  retry(): void;
  readonly state: () => ConnectionState;
  readonly subscribe: (listener: () => void) => () => void;
}

const pause = { first: 1_000, longest: 15_000 }; // milliseconds

/** Makes the connection of a page; `events` is where the browser says online and offline. */
export function createConnection(events: Pick<Window, 'addEventListener'>): Connection {
  let state: ConnectionState = 'online';
  const { subscribe, tell } = createListeners();
  const waiting = new Set<() => void>();

  events.addEventListener('online', retry);
  events.addEventListener('offline', () => set('offline'));

  async function reach<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        const answer = await call();
        answered();
        return answer;
      } catch (error) {
        signal?.throwIfAborted();
        const outage = outageOf(error);
        if (!outage) {
          answered();
          throw error;
        }
        set(navigator.onLine ? outage.kind : 'offline');
        await sleep(Math.max(Math.min(pause.first * 2 ** failures, pause.longest), outage.retryAfter * 1000), signal);
      }
    }
  }

  /** One call got through, so the others that wait will. */
  function answered() {
    if (state === 'online') return;
    set('online');
    retry();
  }

  function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        if (signal?.aborted) reject(signal.reason as Error); // an abort's reason is an Error unless somebody chose otherwise
        else resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  function retry() {
    for (const wake of waiting) wake();
  }

  function set(next: ConnectionState) {
    if (next === state) return;
    state = next;
    tell();
  }

  return {
    reach,
    retry,
    state: () => state,
    subscribe,
  };
}
