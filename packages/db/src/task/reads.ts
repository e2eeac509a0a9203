import type { ChangePage } from '@typedo/contract';
import { refused } from '../refused.ts';
import { createSyncReads } from './sync-reads.ts';
import { historyCursor, readHistoryCursor, taskCursor } from './cursor.ts';
import { createExportReads } from './export-reads.ts';
import { createReadPage } from './list-read.ts';
import { mine, ownedBy } from './owner.ts';
import { changeColumns, changeOf } from './stored-change.ts';
import type { PrepareRead } from './stored-row.ts';
import type { StoredTask } from './stored-task.ts';
import type { Syntax } from './syntax.ts';
import { createReadTask } from './task-read.ts';
import type { TaskStore } from './task-store.ts';

/** The reading half of the store, the same for both databases but for their syntax. */
export function createReads(prepare: PrepareRead, syntax: Syntax, stored: StoredTask): Omit<TaskStore, 'write'> {
  const { toTask } = stored;
  const readTask = createReadTask(prepare, syntax, stored);
  const readCounts = prepare(`select open, complete, deleted from heads where ${mine}`);
  const readHistory = prepare(`select ${changeColumns(syntax)}
    from changes where ${mine} and task_id = $2 and seq < $3 order by seq desc limit $4`);
  const readPage = createReadPage(prepare, syntax, stored);
  const byId: TaskStore['byId'] = async (principal, { id }) => {
    const row = await readTask(principal, id);
    if (!row) throw refused('TASK_NOT_FOUND', { id });
    return toTask(principal.userId, row);
  };
  return {
    byId,
    ...createSyncReads(prepare, syntax, stored),
    ...createExportReads(prepare, syntax, stored),

    async list(principal, input) {
      const rows = await readPage(principal, input);
      const more = rows.length > input.limit;
      if (more) rows.length = input.limit;
      const tasks = rows.map((row) => toTask(principal.userId, row));
      const last = tasks.at(-1);
      return { tasks, nextCursor: more && last ? taskCursor(input.order, last) : null };
    },

    async count(principal) {
      const [head] = await readCounts(ownedBy(principal));
      return { open: Number(head?.[0] ?? 0), complete: Number(head?.[1] ?? 0), deleted: Number(head?.[2] ?? 0) };
    },

    async history(principal, { id, cursor, limit }): Promise<ChangePage> {
      const rows = await readHistory(ownedBy(principal, id, readHistoryCursor(cursor), limit + 1));
      if (rows.length === 0) await byId(principal, { id });
      const last = rows[limit - 1];
      return {
        changes: rows.slice(0, limit).map((row) => changeOf(syntax, row)),
        nextCursor: rows.length > limit && last ? historyCursor(Number(last[0])) : null,
      };
    },
  };
}
