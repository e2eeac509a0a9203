import { formatCursor } from '@typedo/contract';
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../connect/postgres-transaction.ts';
import type { Done } from './intention.ts';
import { mine, ownedBy } from './owner.ts';
import { plan, type HeadRow, type Plan, type WriteContext, type WriteState } from './plan.ts';
import { toTime, type TaskRow } from './row.ts';
import type { Mutation, Written } from './task-store.ts';

/** What a write answers, and whether it changed a task. */
export type Changed = Written & { changed: boolean };

/** A write of several mutations, or of one that names several tasks: one transaction, however many there are. */
export async function writeMany(pool: Pool, mutations: readonly Mutation[], context: WriteContext): Promise<Changed> {
  return inTransaction(pool, async (client) => {
    const state = await lockState(client, mutations, context);
    const planned = plan(state, mutations, context);
    if (planned.mutations.length > 0) await persist(client, planned, state.head, context);
    const cursor = formatCursor({ epoch: state.epoch, seq: state.head.seq, floor: 0 });
    return { settled: planned.settled, cursor, changed: planned.changes.length > 0 };
  });
}

/**
 * Locks the tasks in the order of their ids, then the head: whoever has the head is alone with this user's writes. Only then
 * are the tasks and the outcomes read, or one that was committed while this transaction waited would not be seen.
 */
async function lockState(
  client: PoolClient,
  mutations: readonly Mutation[],
  { principal }: WriteContext,
): Promise<WriteState> {
  const ids = mutations.flatMap((mutation) => ('ids' in mutation ? mutation.ids : [mutation.id]));
  await client.query({
    name: 'typedo-lock-tasks',
    text: `select from tasks where ${mine} and id = any($2::uuid[]) order by id for no key update`,
    values: ownedBy(principal, ids),
  });
  const head = await client.query<HeadRow & { epoch: string }>({
    name: 'typedo-lock-head',
    text: `insert into heads (user_id, seq, open, complete, deleted) values ($1, 0, 0, 0, 0)
      on conflict (user_id) do update set seq = heads.seq returning seq::float8 as seq, open, complete, deleted,
        (select epoch from epochs) as epoch`,
    values: ownedBy(principal),
  });
  const tasks = await client.query<TaskRow>({
    name: 'typedo-read-tasks',
    text: `select id, title, description, complete, seq::float8 as seq, ${ms('created_at')} as "createdAt", ${ms('updated_at')} as "updatedAt",
      ${ms('deleted_at')} as "deletedAt" from tasks where ${mine} and id = any($2::uuid[])`,
    values: ownedBy(principal, ids),
  });
  const done = await client.query<Done & { id: string }>({
    name: 'typedo-read-done',
    text: `select id, hash, outcome from mutations where ${mine} and id = any($2::uuid[])`,
    values: ownedBy(
      principal,
      mutations.map(({ mutationId }) => mutationId),
    ),
  });
  const { epoch, ...locked } = head.rows[0]!; // an upsert returns its row
  return {
    tasks: new Map(tasks.rows.map((row) => [row.id, row])),
    head: locked,
    epoch,
    done: new Map(done.rows.map((row) => [row.id, row])),
  };
}

/** A time in milliseconds since 1970; exact, being below 2^53. */
function ms(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::float8`;
}

/** Writes all of a plan in one statement. The rows travel as JSON, which is a parameter like any other. */
async function persist(
  client: PoolClient,
  planned: Plan,
  head: HeadRow,
  { principal, now }: WriteContext,
): Promise<void> {
  const tasks = Array.from(planned.changed, (row) => ({
    ...row,
    createdAt: toTime(row.createdAt),
    updatedAt: toTime(row.updatedAt),
    deletedAt: row.deletedAt === null ? null : toTime(row.deletedAt),
  }));
  const changes = planned.changes.map((change) => ({
    ...change,
    at: toTime(change.at),
    before: JSON.stringify(change.before),
    after: JSON.stringify(change.after),
  }));
  await client.query({
    name: 'typedo-persist',
    text: `with written as (
      insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq, deleted_at)
      select $1, id, title, description, complete, "createdAt", "updatedAt", seq, "deletedAt" from json_to_recordset($2::json) as row
        (id uuid, title text, description text, complete boolean, "createdAt" timestamptz, "updatedAt" timestamptz, seq bigint, "deletedAt" timestamptz)
      on conflict (user_id, id) do update set title = excluded.title, description = excluded.description, complete = excluded.complete,
        updated_at = excluded.updated_at, seq = excluded.seq, deleted_at = excluded.deleted_at
    ), history as (
      insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
      select $1, seq, "taskId", kind, at, $3, $4, before, after from json_to_recordset($5::json) as row
        (seq bigint, "taskId" uuid, kind text, at timestamptz, before text, after text)
    ), noted as (
      insert into mutations (user_id, id, hash, outcome, at)
      select $1, id, hash, outcome, $6::timestamptz from json_to_recordset($7::json) as row (id uuid, hash text, outcome text)
    )
    update heads set seq = $8, open = $9, complete = $10, deleted = $11 where ${mine}`,
    values: ownedBy(
      principal,
      JSON.stringify(tasks),
      principal.kind,
      principal.keyId,
      JSON.stringify(changes),
      toTime(now),
      JSON.stringify(planned.mutations),
      head.seq,
      head.open,
      head.complete,
      head.deleted,
    ),
  });
}
