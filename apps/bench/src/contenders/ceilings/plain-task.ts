import type { MeasuredTask as Task } from '../../measured-task.ts';

/** A row with its times still as the driver gives them. */
export interface Stored {
  id: string;
  title: string;
  description: string | null;
  complete: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** Makes the wire's task of a row. */
export function toTask(userId: string, { id, title, description, complete, createdAt, updatedAt }: Stored): Task {
  const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  return { id, userId, title, description, complete, ...times };
}
