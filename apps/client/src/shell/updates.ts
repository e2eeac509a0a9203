import { hasDraft } from '../app/draft.ts';
import { createListeners } from '../app/listeners.ts';
import { registerWorker } from './register-worker.ts';

const patience = 2_000; // milliseconds

/** Newer versions of the page, as the service worker finds them. */
export interface Updates {
  /** Whether a newer version is at hand. */
  readonly ready: () => boolean;
  /** Goes over to it, in every tab; one in which something is being written says so instead. */
  readonly reload: () => void;
  /** Speaks no more of this one. */
  readonly later: () => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Starts the service worker, where there can be one, and follows what becomes of it. */
export function createUpdates(window: Window): Updates {
  const { subscribe, tell } = createListeners();
  let waiting: ServiceWorker | null = null;
  let ready = false;
  let asked = false;

  function set(next: boolean) {
    ready = next;
    tell();
  }

  registerWorker(window, {
    onWaiting: (worker) => {
      waiting = worker;
      set(true);
    },
    onTakenOver: () => {
      waiting = null;
      if (asked || !hasDraft(window.document)) window.location.reload();
      else set(true);
    },
  });

  return {
    ready: () => ready,
    reload: () => {
      asked = true;
      if (!waiting) return window.location.reload();
      waiting.postMessage('take-over');
      // The old worker may be busy for a while; the server has the new page all the same.
      window.setTimeout(() => window.location.reload(), patience);
    },
    later: () => set(false),
    subscribe,
  };
}
