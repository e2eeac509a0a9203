import { task } from '@typedo/contract';
import { z } from 'zod';

/**
 * The fields that all contenders keep: those of contract 1.0.0. What Typedo's tasks have beyond them is left out of the comparison of answers;
 * it costs Typedo alone.
 */
export const measuredTask = z.object(
  task.pick({
    id: true,
    userId: true,
    title: true,
    description: true,
    complete: true,
    createdAt: true,
    updatedAt: true,
  }).shape,
);

export type MeasuredTask = z.infer<typeof measuredTask>;
