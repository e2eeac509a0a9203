import { z } from 'zod';
import { scope } from './key.ts';
import { task } from './task.ts';

/** Output of `account.me`: whose session or key this is, and what it may do. */
export const me = z
  .strictObject({ userId: task.shape.userId, kind: z.enum(['session', 'key']), scopes: z.array(scope) })
  .meta({ id: 'Me' });

export type Me = z.infer<typeof me>;
