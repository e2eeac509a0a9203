import { createElement, lazy, useEffect, useState, type ComponentType, type ReactNode } from 'react';

/** A part of a page that is loaded later, or a page. */
export type LazyPart<P> = ((props: P) => ReactNode) & {
  /** Loads its code, so that it is there at once when it is shown. Rejects when it cannot be loaded now. */
  preload(): Promise<void>;
};

/**
 * Makes a part that is loaded when it is first shown. Where it cannot be loaded, `Missing` stands instead of it, nothing by default, and the
 * next time that it is shown it is tried again.
 */
export function lazyPart<K extends string, P extends object>(
  load: () => Promise<Record<K, ComponentType<P>>>,
  name: K,
  Missing: ComponentType<P> = () => null,
): LazyPart<P> {
  let loaded: ComponentType<P> | null = null;
  let Later = later();

  async function loading(): Promise<ComponentType<P>> {
    return (loaded ??= (await load())[name]);
  }
  function later() {
    return lazy(async () => {
      try {
        return { default: await loading() };
      } catch {
        Later = later();
        return { default: Missing };
      }
    });
  }
  function Part(props: P) {
    // The one that it began with: another one would be another part, without what is written in it.
    const [Own] = useState<ComponentType<P>>(() => loaded ?? Later);
    return createElement(Own, props);
  }
  return Object.assign(Part, { preload: async () => void (await loading()) });
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
