import type { Log } from '../log.ts';
import type { EndSurplus } from './kept-sessions.ts';
import type { EndReplaced } from './replaced-session.ts';

/**
 * Ends what a sign-in leaves behind: the session that the browser had, by the headers of its request, and what the account has too many of. Never
 * rejects: the person is signed in, and the next sign-in or the purge ends what is left.
 */
export type AfterSignIn = (
  headers: Headers,
  who: { userId: string; token: string | null } | undefined,
) => Promise<void>;

/** Makes that function; what fails is logged. */
export function createAfterSignIn(dependencies: {
  endReplaced: EndReplaced;
  endSurplus: EndSurplus;
  log: Pick<Log, 'error'>;
}): AfterSignIn {
  const { endReplaced, endSurplus, log } = dependencies;
  const told = (cause: unknown) => log.error('Old sessions could not be ended behind a sign-in', cause);
  return async (headers, who) => {
    await endReplaced(headers).catch(told);
    if (who?.token) await endSurplus({ userId: who.userId, token: who.token }).catch(told);
  };
}
