import { hasDraft } from './draft.ts';
import { entryOf } from './entry.ts';

const key = 'typedo-reloaded-at';
const pause = 60_000; // milliseconds

/**
 * A page that was open while the server was updated asks for files that are gone. It loads itself again then, also when files are asked for in
 * vain a second time, since some browsers keep in mind that there were none; but not twice within a minute: the fault is another one. It stays
 * as it is without a connection, where it would be lost, and while something is being written in it.
 */
export function reloadForLostChunks(window: Window): void {
  let failures = 0;
  window.addEventListener('vite:preloadError', () => {
    failures++;
    const last = Number(window.sessionStorage.getItem(key) ?? 0);
    if (Date.now() - last > pause) void reload(window, failures > 1);
  });
}

async function reload(window: Window, isSecond: boolean): Promise<void> {
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    const isSame = (await answer.text()).includes(entryOf(window.document));
    if (!answer.ok || hasDraft(window.document) || (isSame && !isSecond)) return;
  } catch {
    return; // nobody answers
  }
  window.sessionStorage.setItem(key, String(Date.now()));
  window.location.reload();
}
