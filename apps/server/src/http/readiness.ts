import { DatabaseError, type Database } from '@typedo/db';

/** Milliseconds: a check is over within a second, and its result is good enough for whoever asks shortly after it. */
const times = { check: 900, keep: 200 };

/**
 * Makes the function that tells why a server is not ready to be sent requests, in a sentence that says nothing of its inside; null when it is
 * ready. However many ask at once, the database is asked once.
 */
export function createReadiness(
  database: Pick<Database, 'ready'>,
  isStopping: () => boolean,
): () => Promise<string | null> {
  let current: Promise<string | null> | undefined;
  const forget = () => (current = undefined);

  async function check(): Promise<string | null> {
    try {
      await database.ready(times.check);
      return null;
    } catch (error) {
      return error instanceof DatabaseError ? 'The database has not been migrated.' : 'The database does not answer.';
    } finally {
      setTimeout(forget, times.keep).unref();
    }
  }

  return async () => {
    const problem = isStopping() ? null : await (current ??= check());
    return isStopping() ? 'The server is stopping.' : problem;
  };
}
