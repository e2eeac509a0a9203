import { exportCursor, readExportCursor } from './cursor.ts';
import { mine, ownedBy } from './owner.ts';
import { changeColumns, changeOf } from './stored-change.ts';
import { taskOf, type Run } from './stored-row.ts';
import type { Syntax } from './syntax.ts';
import type { TaskStore } from './task-store.ts';

/** The read that gives a person all that is kept: every task by its id, then every change by its seq. Both are the order of a key. */
export function createExportReads(run: Run, syntax: Syntax): Pick<TaskStore, 'export'> {
  const { taskColumns, time, readTime } = syntax;
  const tasksSql = `select ${taskColumns}, ${time('deleted_at')} as deleted_at from tasks where ${mine} and id > $2 order by id limit $3`;
  const changesSql = `select ${changeColumns(syntax)}, task_id from changes where ${mine} and seq > $2 order by seq limit $3`;
  return {
    async export(principal, { cursor, limit }) {
      const { tasksAfter, changesAfter } = readExportCursor(cursor);
      // One row more than the page tells whether another page follows.
      const rows = await run(...statement());
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      if (tasksAfter === undefined) {
        const changes = page.map((row) => ({ ...changeOf(syntax, row), taskId: String(row['task_id']) }));
        return { tasks: [], changes, nextCursor: last ? exportCursor({ changesAfter: Number(last['seq']) }) : null };
      }
      const tasks = page.map((row) => ({
        ...taskOf(syntax, row),
        deletedAt: row['deleted_at'] === null ? null : readTime(row['deleted_at']),
      }));
      const next = last ? { tasksAfter: String(last['id']) } : { changesAfter: -1 }; // a page of changes follows
      return { tasks, changes: [], nextCursor: exportCursor(next) };

      function statement(): [string, unknown[]] {
        return tasksAfter === undefined
          ? [changesSql, ownedBy(principal, changesAfter, limit + 1)]
          : [tasksSql, ownedBy(principal, tasksAfter, limit + 1)];
      }
    },
  };
}
