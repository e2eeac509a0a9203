import type { ChangePage, ListTasks } from '@typedo/contract';
import type { Principal } from '../principal.ts';
import { refused } from '../refused.ts';
import { createSyncReads } from './sync-reads.ts';
import { historyCursor, readHistoryCursor, readTaskCursor, taskCursor } from './cursor.ts';
import { createExportReads } from './export-reads.ts';
import { fold } from './fold.ts';
import { mine, ownedBy } from './owner.ts';
import { changeColumns, changeOf } from './stored-change.ts';
import { taskOf, type Run } from './stored-row.ts';
import type { Syntax } from './syntax.ts';
import type { TaskStore } from './task-store.ts';

/** The reading half of the store, the same for both databases but for their syntax. */
export function createReads(run: Run, syntax: Syntax): Omit<TaskStore, 'write'> {
  const byId: TaskStore['byId'] = async (principal, { id }) => {
    const [row] = await run(
      `select ${syntax.taskColumns} from tasks where ${mine} and id = $2`,
      ownedBy(principal, id),
    );
    if (!row) throw refused('TASK_NOT_FOUND', { id });
    return taskOf(syntax, row);
  };
  return {
    byId,
    ...createSyncReads(run, syntax),
    ...createExportReads(run, syntax),

    async list(principal, input) {
      const { sql, parameters } = listStatement(syntax, principal, input);
      const rows = await run(sql, parameters);
      const tasks = rows.slice(0, input.limit).map((row) => taskOf(syntax, row));
      const last = tasks.at(-1);
      return { tasks, nextCursor: rows.length > input.limit && last ? taskCursor(input.order, last) : null };
    },

    async count(principal) {
      const [head] = await run(`select open, complete, deleted from heads where ${mine}`, ownedBy(principal));
      return {
        open: Number(head?.['open'] ?? 0),
        complete: Number(head?.['complete'] ?? 0),
        deleted: Number(head?.['deleted'] ?? 0),
      };
    },

    async history(principal, { id, cursor, limit }): Promise<ChangePage> {
      const sql = `select ${changeColumns(syntax)}
        from changes where ${mine} and task_id = $2 and seq < $3 order by seq desc limit $4`;
      const rows = await run(sql, ownedBy(principal, id, readHistoryCursor(cursor), limit + 1));
      if (rows.length === 0) await byId(principal, { id });
      const last = rows[limit - 1];
      return {
        changes: rows.slice(0, limit).map((row) => changeOf(syntax, row)),
        nextCursor: rows.length > limit && last ? historyCursor(Number(last['seq'])) : null,
      };
    },
  };
}

/** Builds the statement of a page. One row more than the page tells whether another page follows. */
function listStatement(syntax: Syntax, principal: Principal, input: ListTasks): { sql: string; parameters: unknown[] } {
  const parameters = ownedBy(principal);
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = [mine, `deleted_at is ${input.deleted ? 'not null' : 'null'}`];
  if (input.complete !== undefined) conditions.push(`complete = ${bind(syntax.booleanParameter(input.complete))}`);
  if (input.search !== undefined) {
    const part = bind(fold(input.search));
    const within = (column: string) => syntax.contains(syntax.folded(column), part);
    conditions.push(`(${within('title')} or ${within('description')})`);
  }
  const { key, direction } = orders(syntax)[input.order];
  if (input.cursor !== undefined) {
    const end = readTaskCursor(input.order, input.cursor);
    const after = bind(input.order === 'title' ? end.key : syntax.timeParameter(end.key));
    conditions.push(`(${key}, id) ${direction === 'asc' ? '>' : '<'} (${after}, ${bind(end.id)})`);
  }
  const sql = `select ${syntax.taskColumns} from tasks where ${conditions.join(' and ')}
    order by ${key} ${direction}, id ${direction} limit ${bind(input.limit + 1)}`;
  return { sql, parameters };
}

function orders({ titleKey }: Syntax) {
  return {
    newest: { key: 'tasks.created_at', direction: 'desc' },
    oldest: { key: 'tasks.created_at', direction: 'asc' },
    recentlyUpdated: { key: 'tasks.updated_at', direction: 'desc' },
    title: { key: titleKey, direction: 'asc' },
  } as const satisfies Record<ListTasks['order'], { key: string; direction: 'asc' | 'desc' }>;
}
