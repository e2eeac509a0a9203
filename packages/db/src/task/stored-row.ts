import type { Task } from '@typedo/contract';
import type { Syntax } from './syntax.ts';

/** A row as a driver gives it: the columns that the statement names. */
export type Row = Record<string, unknown>;

/** Runs one statement; its text is one of few, so that it can be prepared and kept. */
export type Run = (sql: string, parameters: unknown[]) => Promise<Row[]>;

/** Makes the wire's task of a row with `taskColumns`. */
export function taskOf({ readTime }: Syntax, row: Row): Task {
  return {
    id: String(row['id']),
    userId: String(row['user_id']),
    title: String(row['title']),
    description: textOrNull(row['description']),
    complete: Boolean(row['complete']),
    createdAt: readTime(row['created_at']),
    updatedAt: readTime(row['updated_at']),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
