import { explain, isAway } from '../connect/postgres-errors.ts';
import { DatabaseError } from '../database-error.ts';

/** Says in one line that the database went away in the middle; gives back any other error as `explain` does. */
export function explainLoss(error: unknown, label: string): unknown {
  if (error instanceof Error && isAway(error))
    return new DatabaseError(`${label} went away in the middle (${error.message}). Try again.`, { cause: error });
  return error instanceof DatabaseError ? error : explain(error, label);
}
