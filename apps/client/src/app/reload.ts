import { entryOf } from './entry.ts';

const key = 'typedo-reloaded-at';
const pause = 60_000; // milliseconds

/**
 * A page that was open while the server was updated asks for files that are gone. It loads itself again then, but not a second time within a
 * minute: the fault is another one. Without a connection it stays as it is; it would be lost.
 */
export function reloadForLostChunks(window: Window): void {
  window.addEventListener('vite:preloadError', () => {
    const last = Number(window.sessionStorage.getItem(key) ?? 0);
    if (Date.now() - last > pause) void reloadIfOld(window);
  });
}

async function reloadIfOld(window: Window): Promise<void> {
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    if (!answer.ok || (await answer.text()).includes(entryOf(window.document))) return;
  } catch {
    return; // nobody answers
  }
  window.sessionStorage.setItem(key, String(Date.now()));
  window.location.reload();
}
