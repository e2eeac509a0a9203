/** A request that is ended when nothing comes for too long. */
export interface Watch {
  /** Aborted when the request is to end. */
  readonly signal: AbortSignal;
  /** Waits so many milliseconds at most; then the request ends, and with it the wait. */
  within<T>(ms: number, wait: Promise<T>): Promise<T>;
  /** Ends the request. */
  end(): void;
}

/** Makes a watch over a request, which ends with the signal as well. */
export function watch(signal: AbortSignal): Watch {
  const over = new AbortController();
  return {
    signal: AbortSignal.any([signal, over.signal]),
    async within(ms, wait) {
      const timer = setTimeout(() => over.abort(new Error(`nothing came for ${ms} ms`)), ms);
      try {
        return await wait;
      } finally {
        clearTimeout(timer);
      }
    },
    end: () => over.abort(),
  };
}
