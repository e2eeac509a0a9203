import Sqlite from 'better-sqlite3';
import { codeOf, isAway, isConflict } from './connect/postgres-errors.ts';
import { Refused, refused } from './refused.ts';

/**
 * Says what a failed statement means to a caller: the refusal UNAVAILABLE for what may pass by itself (a database that is away,
 * busy or full), UNAUTHENTICATED when the account was deleted while its call was under way. Gives back any other error as it
 * is: that one is a fault of ours.
 */
export function whyFailed(error: unknown): unknown {
  const code = codeOf(error);
  if (code === '23503' || code === 'SQLITE_CONSTRAINT_FOREIGNKEY')
    return refused('UNAUTHENTICATED', {}, { cause: error });
  const passing = error instanceof Sqlite.SqliteError ? passingOnSqlite.test(code) : passesOnPostgres(error, code);
  return passing ? refused('UNAVAILABLE', { retryAfter: 1 }, { cause: error }) : error;
}

/** What went wrong, for the log: what a refusal hides, or the error itself. */
export function causeOf(error: unknown): unknown {
  return error instanceof Refused ? error.cause : error;
}

const passingOnSqlite = /^SQLITE_(BUSY|FULL|IOERR|CANTOPEN|READONLY)/;

/** Cancelled by its time limit, idle for too long, no room on the disk; read-only, as a standby is that is about to take over. */
const limits = new Set(['57014', '25P03', '53100', '25006']);

function passesOnPostgres(error: unknown, code: string): boolean {
  return isAway(error) || isConflict(error) || limits.has(code);
}
