/** Watches over things that may take only so long. */
export interface TimeLimit<T> {
  begin(item: T): void;
  end(item: T): void;
}

/** Makes the watch, which tells `onLate` of what was not ended within `ms` milliseconds and a twentieth more. One timer looks after all. */
export function createTimeLimit<T>(ms: number, onLate: (item: T) => void): TimeLimit<T> {
  const since = new Map<T, number>(); // the oldest first
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const now = performance.now();
    for (const [item, begun] of since) {
      if (now - begun < ms) break;
      since.delete(item);
      onLate(item);
    }
    if (since.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    begin(item) {
      since.set(item, performance.now());
      timer ??= setInterval(look, ms / 20).unref();
    },
    end: (item) => void since.delete(item),
  };
}
