import type { Dialect } from '@typedo/db';
import type { Insertable, Selectable } from 'kysely';
import { newRow, type NewTask, type Task } from '../tasks.ts';

/** The tables as Kysely is told of them, for both databases: their drivers differ in times and booleans, and Kysely converts neither. */
export interface Database {
  api_keys: { hash: string; user_id: string };
  tasks: TaskTable;
}

interface TaskTable {
  id: string;
  user_id: string;
  title: string;
  description: string | null;
  complete: boolean | number;
  created_at: Date | number;
  updated_at: Date | number;
}

export function toTask(row: Selectable<TaskTable>): Task {
  return {
    id: row.id,
    userId: row.user_id,
    title: row.title,
    description: row.description,
    complete: Boolean(row.complete),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}

export function toNewRow(dialect: Dialect, userId: string, task: NewTask, now: Date): Insertable<TaskTable> {
  const { id, title, description, complete } = newRow(userId, task, now);
  const time = toTime(dialect, now);
  return {
    id,
    user_id: userId,
    title,
    description,
    complete: dialect === 'sqlite' ? Number(complete) : complete,
    created_at: time,
    updated_at: time,
  };
}

/** A time as the driver takes it. */
export function toTime(dialect: Dialect, time: Date): Date | number {
  return dialect === 'sqlite' ? time.getTime() : time;
}
