import { exportCursor, readExportCursor } from './cursor.ts';
import { mine, ownedBy } from './owner.ts';
import { changeColumns, changeOf } from './stored-change.ts';
import type { PrepareRead } from './stored-row.ts';
import type { StoredTask } from './stored-task.ts';
import type { Syntax } from './syntax.ts';
import type { TaskStore } from './task-store.ts';

/** The read that gives a person all that is kept: every task by its id, then every change by its seq. Both are the order of a key. */
export function createExportReads(
  prepare: PrepareRead,
  syntax: Syntax,
  { columns, count, toTask }: StoredTask,
): Pick<TaskStore, 'export'> {
  const { time, readTime } = syntax;
  const readTasks = prepare(
    `select ${columns}, ${time('deleted_at')} from tasks where ${mine} and id > $2 order by id limit $3`,
  );
  const readChanges = prepare(
    `select ${changeColumns(syntax)}, task_id from changes where ${mine} and seq > $2 order by seq limit $3`,
  );
  return {
    async export(principal, { cursor, limit }) {
      const { tasksAfter, changesAfter } = readExportCursor(cursor);
      // One row more than the page tells whether another page follows.
      const rows =
        tasksAfter === undefined
          ? await readChanges(ownedBy(principal, changesAfter, limit + 1))
          : await readTasks(ownedBy(principal, tasksAfter, limit + 1));
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      if (tasksAfter === undefined) {
        const changes = page.map((row) => ({ ...changeOf(syntax, row), taskId: String(row.at(-1)) }));
        return { tasks: [], changes, nextCursor: last ? exportCursor({ changesAfter: Number(last[0]) }) : null };
      }
      const tasks = page.map((row) => ({
        ...toTask(principal.userId, row),
        deletedAt: row[count] === null ? null : readTime(row[count]),
      }));
      const next = last ? { tasksAfter: String(last[0]) } : { changesAfter: -1 }; // a page of changes follows
      return { tasks, changes: [], nextCursor: exportCursor(next) };
    },
  };
}
