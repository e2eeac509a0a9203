/** Those who want to hear of something. */
export interface Listeners<News extends unknown[]> {
  /** Calls the listener with all news, until the function that it gives is called. One that subscribes twice hears twice. */
  readonly subscribe: (listener: (...news: News) => void) => () => void;
  readonly tell: (...news: News) => void;
}

/** Makes a set of listeners, nobody at first. */
export function createListeners<News extends unknown[] = []>(): Listeners<News> {
  const all = new Set<(...news: News) => void>();
  return {
    subscribe: (listener) => {
      const own = (...news: News) => listener(...news);
      all.add(own);
      return () => void all.delete(own);
    },
    tell: (...news) => {
      for (const listener of all) listener(...news);
    },
  };
}
