import { explain, isAway } from '../connect/postgres-errors.ts';
import { DatabaseError } from '../database-error.ts';

/** The error for a file that never was a backup. */
export function notOurs(file: string): DatabaseError {
  return new DatabaseError(`${file} is not a backup made by Typedo.`);
}

/** The error for a backup of a newer program; `what` of it this one does not know. */
export function tooNew(file: string, what: string): DatabaseError {
  return new DatabaseError(`${file} was made by a newer Typedo (${what}). Restore it with that one.`);
}

/** The error for a file that was a backup. */
export function damaged(file: string, why: string, cause?: unknown): DatabaseError {
  return new DatabaseError(`${file} is cut or damaged (${why}). Nothing was changed.`, { cause });
}

/** Says in one line that the PostgreSQL of this label went away in the middle; gives back any other error as `explain` does. */
export function explainLoss(error: unknown, label: string): unknown {
  if (error instanceof Error && isAway(error))
    return new DatabaseError(`${label} went away in the middle (${error.message}). Try again.`, { cause: error });
  return error instanceof DatabaseError ? error : explain(error, label);
}
