import { lazy, useEffect, useState, type ComponentType } from 'react';

/** A part of a page that is loaded later. Where it cannot be loaded, the page does without it instead of failing whole. */
export function lazyPart<K extends string, P>(load: () => Promise<Record<K, ComponentType<P>>>, name: K) {
  return lazy(() =>
    load().then(
      (parts): { default: ComponentType<P> } => ({ default: parts[name] }),
      () => ({ default: () => null }),
    ),
  );
}

/** Whether the browser has had a quiet moment since the component appeared. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    // Safari has no requestIdleCallback yet.
    const later = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 200));
    const cancel = window.cancelIdleCallback ?? window.clearTimeout;
    const id = later(() => setIdle(true), { timeout: 2_000 });
    return () => cancel(id);
  }, []);
  return idle;
}
