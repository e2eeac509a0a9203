import { mine } from '../task/owner.ts';
import type { Expiring } from './expired.ts';

/** How much one batch takes at most, so that nobody waits for it: tasks of the trash, or rows of the history and outcomes. */
export const batch = { tasks: 100, rows: 500 };

/**
 * What the purge reads, the same on both databases and each by a key or by the index of the trash alone: none looks at the living
 * tasks. $1 is the user.
 */
export const inTrashSql = `select deleted from heads where ${mine}`;

/** The tasks longest in the trash, since before $2, and how many changes each has, as far as a batch could take. */
export const oldTasksSql = `select id, (
    select count(*) from (select 1 from changes where ${mine} and task_id = tasks.id limit ${batch.rows + 1}) as few
  ) as changes from tasks where ${mine} and deleted_at is not null and deleted_at < $2 order by deleted_at limit ${batch.tasks}`;

/** The oldest changes of the task $2. */
export const changesOfTaskSql = `select seq from changes where ${mine} and task_id = $2 order by seq limit ${batch.rows}`;

/** The changes after the seq $2, and whether each is from before $3. */
export const changesSql = `select seq, at < $3 as old from changes where ${mine} and seq > $2 order by seq limit ${batch.rows}`;

/** The outcomes whose mutation ids are between $2 and $3, and whether each is from before $4. */
export const outcomesSql = `select id, at < $4 as old from mutations where ${mine} and id > $2 and id < $3 order by id limit ${batch.rows}`;

/** The rows of all accounts with ids behind $1, and whether each expired before $2. */
export const expiringSql = (table: Expiring) =>
  `select id, expires_at < $2 as old from ${table} where id > $1 order by id limit ${batch.rows}`;

/** Once more by the time: a session may have been renewed meanwhile. */
export const deleteExpiredSql = (table: Expiring) =>
  `delete from ${table} where id > $1 and id <= $2 and expires_at < $3`;
