/** What a loop rests by: until a time is over, unless somebody rings or it shall end. */
export interface Bell {
  /** Ends the rest, or skips the next one. */
  ring(this: void): void;
  rest(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wakeUp: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wakeUp?.();
    },
    async rest(ms, signal) {
      if (!rung && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const go = () => resolve();
        wakeUp = go;
        const timer = setTimeout(go, ms).unref();
        signal.addEventListener('abort', go);
        await promise;
        clearTimeout(timer);
        signal.removeEventListener('abort', go);
      }
      rung = false;
    },
  };
}
