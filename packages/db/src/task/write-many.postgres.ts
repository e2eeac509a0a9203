import { formatCursor } from '@typedo/contract';
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../connect/postgres-transaction.ts';
import type { Principal } from '../principal.ts';
import type { Done } from './intention.ts';
import { mine, ownedBy } from './owner.ts';
import { plan, type HeadRow, type Plan, type WriteContext, type WriteState } from './plan.ts';
import type { TaskRow } from './row.ts';
import type { Mutation, Written } from './task-store.ts';
import { toTime } from './wire-time.ts';

/** What a write answers, and whether it changed a task. */
export type Changed = Written & { changed: boolean };

/** One call: what it intends, and who calls. */
export interface Call {
  principal: Principal;
  mutations: readonly Mutation[];
}

/**
 * Writes the calls of one user, at least one, in one transaction, however many mutations there are. Each call has its own answer, as
 * if it had been alone.
 */
export async function writeMany(pool: Pool, calls: readonly Call[], { quota, now }: Settings): Promise<Changed[]> {
  const { principal } = calls[0]!; // there is one at least, and all are this user's
  return inTransaction(pool, async (client) => {
    const mutations = calls.flatMap((call) => call.mutations);
    const state = await lockState(client, principal, mutations);
    const planned: Plan = { settled: [], changed: new Set(), changes: [], mutations: [] };
    const answers = calls.map((call): Changed => {
      const before = { settled: planned.settled.length, changes: planned.changes.length };
      plan(state, call.mutations, { principal: call.principal, quota, now }, planned);
      return {
        settled: planned.settled.slice(before.settled),
        cursor: formatCursor({ epoch: state.epoch, seq: state.head.seq, floor: 0 }),
        changed: planned.changes.length > before.changes,
      };
    });
    if (planned.mutations.length > 0) await persist(client, planned, state.head, principal, now);
    return answers;
  });
}

/** When, and within which quota. */
export type Settings = Pick<WriteContext, 'quota' | 'now'>;

/**
 * Locks the tasks in the order of their ids, then the head: whoever has the head is alone with this user's writes. Only then
 * are the tasks and the outcomes read, or one that was committed while this transaction waited would not be seen.
 */
async function lockState(
  client: PoolClient,
  principal: Principal,
  mutations: readonly Mutation[],
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
  principal: Principal,
  now: number,
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
      select $1, seq, "taskId", kind, at, "byKind", "byId", before, after from json_to_recordset($3::json) as row
        (seq bigint, "taskId" uuid, kind text, at timestamptz, "byKind" text, "byId" text, before text, after text)
    ), noted as (
      insert into mutations (user_id, id, hash, outcome, at)
      select $1, id, hash, outcome, $4::timestamptz from json_to_recordset($5::json) as row (id uuid, hash text, outcome text)
    )
    update heads set seq = $6, open = $7, complete = $8, deleted = $9 where ${mine}`,
    values: ownedBy(
      principal,
      JSON.stringify(tasks),
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
