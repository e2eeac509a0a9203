import { fieldNames, type Fields, type Task } from '@typedo/contract';
import { toTime } from './wire-time.ts';

/** A task as the write path handles it: the fields as on the wire, other times in milliseconds since 1970. */
export interface TaskRow extends Fields {
  id: string;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
  seq: number;
}

/** Makes the wire's task of a row. The keys are those of the contract, so that nothing internal can slip through. */
export function toTask(userId: string, row: TaskRow): Task {
  const { id, createdAt, updatedAt } = row;
  const task: Record<string, unknown> = { id, userId };
  for (const name of fieldNames) task[name] = row[name];
  task['createdAt'] = toTime(createdAt);
  task['updatedAt'] = updatedAt === createdAt ? task['createdAt'] : toTime(updatedAt);
  return task as Task; // it has the wire's keys, each with a value of its own
}
