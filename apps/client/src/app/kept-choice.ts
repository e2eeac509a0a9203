import { createListeners } from './listeners.ts';

/** A choice of the person's that this browser keeps, for all its tabs. */
export interface KeptChoice<T> {
  /** What was chosen; null when nothing was. */
  readonly current: () => T | null;
  readonly choose: (value: T | null) => void;
  /** Calls the listener when something is chosen, in whichever tab. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Makes a choice among `values`, kept under `key`. Where nothing may be stored it lasts as long as the page. */
export function createKeptChoice<T extends string>(window: Window, key: string, values: readonly T[]): KeptChoice<T> {
  const { subscribe, tell } = createListeners();
  let unstored: T | null = null; // for where even asking is refused

  window.addEventListener('storage', (event) => {
    if (event.key === key || event.key === null) tell();
  });

  return {
    current: () => {
      try {
        const stored = window.localStorage.getItem(key);
        return values.find((value) => value === stored) ?? null;
      } catch {
        return unstored;
      }
    },
    choose: (value) => {
      unstored = value;
      try {
        if (value === null) window.localStorage.removeItem(key);
        else window.localStorage.setItem(key, value);
      } catch {
        // It lasts as long as the page.
      }
      tell();
    },
    subscribe,
  };
}
