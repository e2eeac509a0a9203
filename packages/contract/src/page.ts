import { z } from 'zod';
import { limits } from './limits.ts';
import { complete, fields, oneTask, task, timestamp } from './task.ts';
import { text } from './text.ts';

/** Where the next page begins; opaque, made by the server. */
const cursor = z.string().min(1).max(limits.cursor.max);

const limit = z.int().min(limits.page.min).max(limits.page.max).default(limits.page.default);

/** The orders of a list. `newest` is the default. */
export const taskOrder = z.enum(['newest', 'oldest', 'recentlyUpdated', 'title']);

/** Input of `task.list`. `deleted: true` lists the trash. `search` is a literal part of the title or the description, whatever its case. */
export const listTasks = z.strictObject({
  complete: complete.optional(),
  deleted: z.boolean().default(false),
  search: text(limits.search).optional(),
  order: taskOrder.default('newest'),
  cursor: cursor.optional(),
  limit,
});

/** Output of `task.list`. `nextCursor` is null on the last page. */
export const taskPage = z.strictObject({ tasks: z.array(task), nextCursor: cursor.nullable() });

/** Output of `task.count`. `open` and `complete` are not in the trash, `deleted` are. */
export const taskCount = z.strictObject({ open: z.int().min(0), complete: z.int().min(0), deleted: z.int().min(0) });

/** Input of `task.history`. */
export const listHistory = oneTask.extend({ cursor: cursor.optional(), limit });

/**
 * One change of a task, with the fields that it changed, before and after. `by.id` is the id of the API key; a session is
 * not named further.
 */
export const change = z
  .strictObject({
    at: timestamp,
    kind: z.enum(['create', 'update', 'delete', 'restore']),
    by: z.strictObject({ kind: z.enum(['session', 'key']), id: z.string().nullable() }),
    before: fields.partial(),
    after: fields.partial(),
  })
  .meta({ id: 'Change' });

/** Output of `task.history`, the newest change first. */
export const changePage = z.strictObject({ changes: z.array(change), nextCursor: cursor.nullable() });

export type TaskOrder = z.infer<typeof taskOrder>;
export type ListTasks = z.infer<typeof listTasks>;
export type TaskPage = z.infer<typeof taskPage>;
export type TaskCount = z.infer<typeof taskCount>;
export type ListHistory = z.infer<typeof listHistory>;
export type Change = z.infer<typeof change>;
export type ChangePage = z.infer<typeof changePage>;
