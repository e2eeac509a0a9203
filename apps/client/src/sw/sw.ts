import { answerAsset, answerPage } from './answers.ts';
import { shell, type Shell } from './shell.ts';

// The service worker: the page starts without a connection. Data is none of its business.
declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', (event) => event.waitUntil(install(shell)));
self.addEventListener('activate', (event) => event.waitUntil(activate(shell)));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (shell.files.includes(pathname) && pathname !== shell.page) event.respondWith(answerAsset(shell, pathname));
  else if (request.mode === 'navigate' && isPage(pathname)) event.respondWith(answerPage(shell, request));
});

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (message === 'take-over') event.waitUntil(self.skipWaiting());
  // A page asks whether this worker is of its version.
  if (typeof message === 'object' && message && 'entry' in message)
    event.ports[0]?.postMessage(message.entry === shell.entry);
});

/** Keeps every file of this version. One that is missing or of another version fails it whole, and the browser tries again later. */
async function install({ cache, files, page, entry }: Shell): Promise<void> {
  const kept = await caches.open(cache);
  const keep = async (path: string) => {
    // What has a hash in its name may come from the browser's own cache: the page has just loaded it.
    const answer = await fetch(path, { cache: path.startsWith('/assets/') ? 'default' : 'no-cache' });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    if (path === page && !(await answer.clone().text()).includes(entry))
      throw new Error('The page is of another version');
    await kept.put(path, answer);
  };
  await Promise.all(files.map(keep));
}

async function activate({ cache, prefix }: Shell): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cache);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Whether the server would answer with the page: as in its client-files.ts. */
function isPage(path: string): boolean {
  return !/^\/(trpc|api|livez|readyz|metrics)(\/|$)/.test(path) && !path.slice(path.lastIndexOf('/')).includes('.');
}
