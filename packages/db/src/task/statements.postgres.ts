import { mine } from './owner.ts';

/**
 * The single writes on PostgreSQL: each a data-modifying statement that decides and writes in one round trip. They say in SQL what
 * `plan.ts` says for a transaction of many; the same tests run over both.
 *
 * Order of locks: the task, then the head. A row that somebody changed meanwhile is locked in its newest version, so the
 * decision is about that one. Two attempts of one mutation that run at once collide on the key of `mutations`; the second
 * is rolled back whole and finds the outcome of the first.
 *
 * Parameters of all: $1 user, $2 mutation id, $3 hash, $4 now, $5 kind of principal, $6 its key, $7 task id.
 */
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const taskJson = (row: string) => `json_build_object('id', ${row}.id, 'userId', ${row}.user_id, 'title', ${row}.title,
  'description', ${row}.description, 'complete', ${row}.complete, 'createdAt', ${iso(`${row}.created_at`)}, 'updatedAt', ${iso(`${row}.updated_at`)})`;

const tasksJson = (row: string) => `json_build_object('tasks', json_build_array(${taskJson(row)}))`;

const refusalJson = (details: string) =>
  `json_build_object('refusal', json_build_object('reason', verdict, 'details', ${details}))`;

const done = `done as materialized (select hash, outcome from mutations where ${mine} and id = $2::uuid)`;

/** Takes the next seq and moves the counts by what a statement computes. */
const head = (open: string, complete: string, deleted: string) => `head as (
  insert into heads as h (user_id, seq, open, complete, deleted)
  select $1, 1, ${open}, ${complete}, ${deleted} from decided where verdict = 'write'
  on conflict (user_id) do update set seq = h.seq + 1, open = h.open + excluded.open, complete = h.complete + excluded.complete,
    deleted = h.deleted + excluded.deleted
  returning seq)`;

const history = (kind: string, before: string, after: string) => `history as (
  insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
  select $1, written.seq, written.id, '${kind}', written.updated_at, $5, $6, (${before})::text, (${after})::text from written, decided)`;

/**
 * The answer, in the order in which `store.postgres.ts` reads it: the hash and the outcome, whether it is that of an earlier time, whether a task
 * changed, the epoch, and the place that shows it. That place is not
 * before the version of the task that was decided about, which may be newer than what the statement sees of the head.
 */
const result = (outcome: string, decidedSeq: string) => `noted as (
  insert into mutations (user_id, id, hash, outcome, at)
  select $1, $2::uuid, $3, (case verdict when 'write' then ${tasksJson('written')} ${outcome} end)::text, $4::timestamptz
  from decided left join written on true
  returning hash, outcome)
select answer.*, (select epoch from epochs), greatest((select seq from heads where ${mine}), (select seq from written), ${decidedSeq}, 0)::float8 as seq
from (select hash, outcome, true as duplicate, false as changed from done
  union all select hash, outcome, false, exists (select from written) from noted) as answer`;

/**
 * Also: $8 title, $9 description, $10 complete, $11 quota. It gives no row for a user without a head, whom nothing would keep
 * from exceeding the quota: such a create is written as one of many, which makes the head first.
 */
export const createStatement = {
  name: 'typedo-create',
  text: `with ${done}, taken as (select id from tasks where ${mine} and id = $7::uuid), locked as (
  select open + complete + deleted as total from heads where ${mine} for update
), decided as (
  select case when exists (select from taken) then 'TASK_ID_TAKEN'
    when (select total from locked) >= $11::int then 'QUOTA_EXCEEDED' else 'write' end as verdict
  where not exists (select from done) and exists (select from locked)
), ${head('(not $10::boolean)::int', '$10::boolean::int', '0')}, written as (
  insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq)
  select $1, $7::uuid, $8, $9, $10::boolean, $4::timestamptz, $4::timestamptz, head.seq from head
  returning *
), ${history('create', `'{}'`, `json_build_object('title', written.title, 'description', written.description, 'complete', written.complete)`)},
${result(
  `when 'TASK_ID_TAKEN' then ${refusalJson(`json_build_object('id', $7::uuid)`)}
  when 'QUOTA_EXCEEDED' then ${refusalJson(`json_build_object('quota', $11::int)`)}`,
  'null',
)}`,
};

const current = `current as materialized (
  select * from tasks where ${mine} and id = $7::uuid and not exists (select from done) for no key update)`;

/** $8 title, $9 whether a description is named, $10 it, $11 complete, $12 updatedAt: what the caller believes of the task. */
const differs = `(title <> $8::text or ($9::boolean and description is distinct from $10::text)
  or complete <> $11::boolean or updated_at <> $12::timestamptz)`;

const written = (values: string) => `written as (
  update tasks as t set ${values}, seq = head.seq, updated_at = greatest($4::timestamptz, t.updated_at + interval '1 ms')
  from decided, head where t.${mine} and t.id = $7::uuid and decided.verdict = 'write'
  returning t.*)`;

const outcomes = `when 'settled' then ${tasksJson('decided')}
  when 'TASK_CHANGED' then ${refusalJson(`json_build_object('task', ${taskJson('decided')})`)}
  else ${refusalJson(`json_build_object('id', $7::uuid)`)}`;

/** The fields that differ, from the row as it was and the row as it became. */
const changedFields = (side: 'decided' | 'written') =>
  ['title', 'description', 'complete']
    .map(
      (field) => `case when decided.${field} is distinct from written.${field}
      then jsonb_build_object('${field}', ${side}.${field}) else '{}' end`,
    )
    .join(' || ');

/** Also, after what the caller believes: $13 title, $14 whether a description is given, $15 it, $16 complete. */
export const updateStatement = {
  name: 'typedo-update',
  text: `with ${done}, ${current}, decided as (
  select current.*, case when id is null then 'TASK_NOT_FOUND' when deleted_at is not null then 'TASK_DELETED'
    when ${differs} then 'TASK_CHANGED'
    when title = coalesce($13::text, title) and (not $14::boolean or description is not distinct from $15::text)
      and complete = coalesce($16::boolean, complete) then 'settled' else 'write' end as verdict
  from (select) as one left join current on true where not exists (select from done)
), ${head('complete::int - coalesce($16::boolean, complete)::int', 'coalesce($16::boolean, complete)::int - complete::int', '0')},
${written(`title = coalesce($13::text, t.title), description = case when $14::boolean then $15::text else t.description end,
    complete = coalesce($16::boolean, t.complete)`)},
${history('update', changedFields('decided'), changedFields('written'))},
${result(outcomes, '(select seq from decided)')}`,
};

/** To the trash or back: nothing but the place of the task changes. */
const moveStatement = (kind: 'delete' | 'restore', settled: string, by: 1 | -1) => ({
  name: `typedo-${kind}`,
  text: `with ${done}, ${current}, decided as (
  select current.*, case when id is null then 'TASK_NOT_FOUND' when ${settled} then 'settled'
    when ${differs} then 'TASK_CHANGED' else 'write' end as verdict
  from (select) as one left join current on true where not exists (select from done)
), ${head(`${-by} * (not complete)::int`, `${-by} * complete::int`, `${by}`)},
${written(`deleted_at = ${kind === 'delete' ? `greatest($4::timestamptz, t.updated_at + interval '1 ms')` : 'null'}`)},
${history(kind, `'{}'`, `'{}'`)},
${result(outcomes, '(select seq from decided)')}`,
});

export const deleteStatement = moveStatement('delete', 'deleted_at is not null', 1);

export const restoreStatement = moveStatement('restore', 'deleted_at is null', -1);
