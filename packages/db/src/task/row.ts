import type { Task } from '@typedo/contract';
import { toTime } from './wire-time.ts';

/** A task as the write path handles it; times in milliseconds since 1970. */
export interface TaskRow {
  id: string;
  title: string;
  description: string | null;
  complete: boolean;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
  seq: number;
}

/** Makes the wire's task of a row. The keys are listed, so that nothing internal can slip through. */
export function toTask(userId: string, row: TaskRow): Task {
  const { id, title, description, complete, createdAt, updatedAt } = row;
  const created = toTime(createdAt);
  const updated = updatedAt === createdAt ? created : toTime(updatedAt);
  return { id, userId, title, description, complete, createdAt: created, updatedAt: updated };
}
