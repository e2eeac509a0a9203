import { task } from '@typedo/contract';
import { z } from 'zod';

const measured = task.pick({
  id: true,
  userId: true,
  title: true,
  description: true,
  complete: true,
  createdAt: true,
  updatedAt: true,
});

/** A task as all contenders keep it: with the fields of contract 1.0.0. What Typedo's have beyond them costs it alone. */
export type MeasuredTask = z.infer<typeof measured>;

/** A task of an answer: it may have the contract's later fields. */
export const answeredTask = z.strictObject({ ...task.partial().shape, ...measured.shape });

/** The contract's later fields, which are left out of the comparison of answers. */
export const laterFields: ReadonlySet<string> = new Set(
  Object.keys(task.shape).filter((key) => !(key in measured.shape)),
);
