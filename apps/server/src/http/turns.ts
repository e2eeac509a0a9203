/** Waits until it is an account's turn. The function that it gives ends the turn, and is to be called however it went. */
export type TakeTurn = (userId: string) => Promise<() => void>;

/**
 * Makes turns: what takes the server long is done one after the other for each account, with a rest as long as it took behind each. Others are
 * served in the rests, whatever one account asks for at once.
 */
export function createTurns(): TakeTurn {
  const last = new Map<string, Promise<void>>();
  return async (userId) => {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const before = last.get(userId);
    last.set(userId, over);
    await before;
    const begun = performance.now();
    return () => {
      setTimeout(() => {
        resolve();
        if (last.get(userId) === over) last.delete(userId);
      }, performance.now() - begun).unref();
    };
  };
}
