const name = 'typedo-session';
const signedOut = 'signed out';

/**
 * Follows what the other tabs say, which share one cookie with this one: somebody signed out (true), or in.
 *
 * @returns what tells them
 */
export function followTabs(hear: (isOver: boolean) => void): { tell: (isOver: boolean) => void } {
  // One line for both, so that a tab does not hear itself.
  const line = new BroadcastChannel(name);
  line.addEventListener('message', ({ data }) => hear(data === signedOut));
  return { tell: (isOver) => line.postMessage(isOver ? signedOut : null) };
}
