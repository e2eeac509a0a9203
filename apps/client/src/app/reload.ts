const key = 'typedo-reloaded-at';
const pause = 60_000; // milliseconds

/**
 * A page that was open while the server was updated asks for files that are gone. It loads itself again then, but not a
 * second time within a minute: the fault is another one.
 */
export function reloadForLostChunks(window: Window): void {
  window.addEventListener('vite:preloadError', () => {
    const last = Number(window.sessionStorage.getItem(key) ?? 0);
    if (Date.now() - last < pause) return;
    window.sessionStorage.setItem(key, String(Date.now()));
    window.location.reload();
  });
}
