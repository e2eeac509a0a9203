import type { QueryResultRow } from 'pg';
import { queryOn } from '../connect/postgres-query.ts';
import type { PostgresDatabase } from '../database.ts';
import { persistently } from '../task/attempts.postgres.ts';
import { mine, ownedBy } from '../task/owner.ts';
import type { Row } from '../task/stored-row.ts';
import { postgresSyntax } from '../task/syntax.ts';
import type { OldRows } from './old-rows.ts';
import { deleteExpiredSql } from './statements.ts';

/** The purge over PostgreSQL: each deletion is one statement. They are planned each time, by the values that they come with. */
export function createPostgresRows({ pool }: PostgresDatabase): OldRows {
  const run = <R extends QueryResultRow>(text: string, values: unknown[]) =>
    persistently(() => queryOn<R>(pool, { text, values }));
  return {
    read: async (sql, parameters) => (await run<Row>(sql, parameters)).rows,
    timeParameter: postgresSyntax.timeParameter,
    deleteChanges: async (owner, seqs) => (await run(deleteChangesSql, ownedBy(owner, seqs))).rowCount ?? 0,
    deleteOutcomes: async (owner, ids) => (await run(deleteOutcomesSql, ownedBy(owner, ids))).rowCount ?? 0,
    async deleteTasks(owner, ids, before) {
      const { rows } = await run<Row>(deleteTasksSql, ownedBy(owner, ids, before));
      return { tasks: Number(rows[0]?.['tasks']), changes: Number(rows[0]?.['changes']) };
    },
    deleteExpired: async (table, { after, last }, before) =>
      (await run(deleteExpiredSql(table), [after, last, before])).rowCount ?? 0,
  };
}

const deleteChangesSql = `delete from changes where ${mine} and seq = any($2::bigint[])`;

const deleteOutcomesSql = `delete from mutations where ${mine} and id = any($2::uuid[])`;

/**
 * Locks the head first, as every write does, so that nothing of this user's changes meanwhile. A task that somebody changed while this waited is
 * locked in its newest version, so one that was restored no longer meets the condition.
 */
export const deleteTasksSql = `with locked as materialized (
  select from heads where ${mine} for update
), old as materialized (
  select id from tasks where ${mine} and id = any($2::uuid[]) and deleted_at < $3::timestamptz and exists (select from locked) order by id for update
), gone as (
  delete from tasks using old where tasks.${mine} and tasks.id = old.id returning tasks.id, tasks.seq
), forgotten as (
  delete from changes where ${mine} and task_id in (select id from gone) returning 1
), head as (
  update heads set deleted = deleted - total.tasks, purged = greatest(purged, total.seq)
  from (select count(*)::int as tasks, max(seq) as seq from gone) as total where ${mine} and total.tasks > 0
)
select (select count(*) from gone) as tasks, (select count(*) from forgotten) as changes`;
