import { createElement, lazy, useEffect, useState, type ComponentType } from 'react';

/** A part of a page that is loaded later. */
export type LazyPart<P> = ComponentType<P> & {
  /** Loads its code, so that it is there at once when it is shown. */
  preload(): void;
};

/** Makes a part that is loaded when it is first shown. Where it cannot be loaded, the page does without it instead of failing whole. */
export function lazyPart<K extends string, P extends object>(
  load: () => Promise<Record<K, ComponentType<P>>>,
  name: K,
): LazyPart<P> {
  let loaded: ComponentType<P> | null = null;
  const loading = async (): Promise<{ default: ComponentType<P> }> => {
    try {
      loaded = (await load())[name];
      return { default: loaded };
    } catch {
      return { default: () => null };
    }
  };
  const Later = lazy(loading);
  function Part(props: P) {
    // The one that it began with: another one would be another part, without what is written in it.
    const [Own] = useState<ComponentType<P>>(() => loaded ?? Later);
    return createElement(Own, props);
  }
  return Object.assign(Part, { preload: () => void loading() });
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
