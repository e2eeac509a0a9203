import { z } from 'zod';
import { apiKey } from './key.ts';
import { limits } from './limits.ts';
import { change, listHistory, taskPage } from './page.ts';
import { session } from './session.ts';
import { task, timestamp } from './task.ts';

/** Input of `account.export`. `limit` counts the tasks or changes of a page. */
export const exportAccount = z.strictObject({
  cursor: listHistory.shape.cursor,
  limit: z.int().min(limits.export.min).max(limits.export.max).default(limits.export.default),
});

/** Who the account is: its person, its API keys without their secrets, its sessions without their tokens. */
export const exportedAccount = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    createdAt: timestamp,
    keys: z.array(apiKey),
    sessions: z.array(session),
  })
  .meta({ id: 'ExportedAccount' });

/** A task, and since when it is in the trash; null for one that is not. */
export const exportedTask = task.extend({ deletedAt: timestamp.nullable() }).meta({ id: 'ExportedTask' });

/** A change of the history, and the task that it changed, which may be gone. */
export const exportedChange = change.extend({ taskId: task.shape.id }).meta({ id: 'ExportedChange' });

/**
 * Output of `account.export`: a part of all that the account holds. The account itself is on the first page and null on the others; the tasks
 * come first, then the changes, the oldest before the newer ones. `nextCursor` is null on the last page.
 */
export const exportPage = z.strictObject({
  account: exportedAccount.nullable(),
  tasks: z.array(exportedTask),
  changes: z.array(exportedChange),
  nextCursor: taskPage.shape.nextCursor,
});

export type ExportAccount = z.infer<typeof exportAccount>;
export type ExportedAccount = z.infer<typeof exportedAccount>;
export type ExportedTask = z.infer<typeof exportedTask>;
export type ExportedChange = z.infer<typeof exportedChange>;
export type ExportPage = z.infer<typeof exportPage>;
