import type { FieldColumn } from './field-columns.ts';
import { persistStatement } from './persist.postgres.ts';
import { createSingleStatements } from './statements.postgres.ts';
import { createToRow, readTasksStatement } from './write-reads.postgres.ts';

/** The statements of writes that name a task's fields; a store makes them once. */
export type WriteStatements = ReturnType<typeof createWriteStatements>;

/** Makes the statements for these fields. */
export function createWriteStatements(fields: readonly FieldColumn[]) {
  return {
    single: createSingleStatements(fields),
    readTasks: readTasksStatement(fields),
    toRow: createToRow(fields),
    persist: persistStatement(fields),
  };
}
