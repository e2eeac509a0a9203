import { entryOf } from '../app/entry.ts';

const address = '/sw.js';
const pause = 60 * 60_000; // milliseconds between two looks for a newer version

/** What becomes of the worker. Neither is called for a worker of the version that the page itself is of. */
export interface WorkerEvents {
  /** A newer one waits to take over. */
  onWaiting: (worker: ServiceWorker) => void;
  /** A newer one answers for the pages now. */
  onTakenOver: (worker: ServiceWorker) => void;
}

/** Registers the service worker once the page has loaded. Nothing happens in development and where a browser has none. */
export function registerWorker(window: Window, events: WorkerEvents): void {
  // Browsers have no workers on plain HTTP, whatever the type says.
  const workers = window.navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers || !import.meta.env.PROD) return;
  const start = () => void follow(window, workers, events).catch(() => {}); // the page works without it
  if (window.document.readyState === 'complete') start();
  else window.addEventListener('load', start, { once: true });
}

async function follow(
  window: Window,
  workers: ServiceWorkerContainer,
  { onWaiting, onTakenOver }: WorkerEvents,
): Promise<void> {
  const registration = await workers.register(trusted(window), { updateViaCache: 'none' });

  // A browser's first worker is no news. It leaves the page alone, too, until that is loaded again.
  const watch = (worker: ServiceWorker | null) => {
    if (!worker || !registration.active) return;
    const tell = async () => {
      const { state } = worker;
      if (state !== 'installed' && state !== 'activated') return;
      if (await knows(worker, entryOf(window.document))) return;
      if (state === 'installed') onWaiting(worker);
      else onTakenOver(worker);
    };
    worker.addEventListener('statechange', () => void tell());
    void tell();
  };
  watch(registration.waiting);
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration.installing));
  lookNowAndThen(window, registration);
}

/** A page that stays open all day looks by itself; browsers look only when one is loaded. */
function lookNowAndThen(window: Window, registration: ServiceWorkerRegistration): void {
  let last = Date.now();
  const look = () => {
    if (window.document.visibilityState !== 'visible' || Date.now() - last < pause) return;
    last = Date.now();
    registration.update().catch(() => {}); // without a connection there is nothing to find
  };
  window.document.addEventListener('visibilitychange', look);
  window.setInterval(look, pause / 4);
}

/** Asks a worker whether it is of the version that begins with `entry`. */
function knows(worker: ServiceWorker, entry: string): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener('message', ({ data }) => {
      port1.close();
      resolve(data === true);
    });
    port1.start();
    worker.postMessage({ entry }, [port2]);
  });
}

/** The worker's address, as a value that may be run: the content security policy allows this one policy. */
function trusted(window: Window): string {
  const policy = window.trustedTypes?.createPolicy('sw', { createScriptURL: () => address });
  return policy?.createScriptURL(address) ?? address;
}

declare global {
  interface Window {
    // TypeScript has no trusted types yet. What a policy returns stands where a string would.
    readonly trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createScriptURL: (url: string) => string },
      ): { createScriptURL(url: string): string };
    };
  }
}
