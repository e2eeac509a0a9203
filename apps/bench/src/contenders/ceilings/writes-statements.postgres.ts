import type { Statement } from './text-query.postgres.ts';

/** Takes the next seqs and locks the head; `count` of them, for `created` new tasks. */
const head = (count: string, created: string, where = '') => `head as (
  insert into heads as h (user_id, seq, open, complete, deleted) select $1, ${count}, ${created}, 0, 0 ${where}
  on conflict (user_id) do update set seq = h.seq + excluded.seq, open = h.open + excluded.open returning seq)`;

/** One new task. $1 user, $2 now, $3 task and mutation, $4 title, $5 description, $6 its fields, $7 hash, $8 outcome. */
export const createOne: Statement = {
  name: 'create-one',
  text: `with ${head('1', '1')}, task as (
    insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq)
    select $1, $3::uuid, $4, $5, false, $2::timestamptz, $2::timestamptz, seq from head
  ), history as (
    insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
    select $1, seq, $3::uuid, 'create', $2::timestamptz, 'key', '{}', $6 from head
  ) insert into mutations (user_id, id, hash, outcome, at) values ($1, $3::uuid, $7, $8, $2::timestamptz)`,
};

/** Many new tasks, which travel as JSON. $1 user, $2 now, $3 how many, $4 the rows, numbered from 1. */
export const createMany: Statement = {
  name: 'create-many',
  text: `with ${head('$3::int', '$3::int')}, new as materialized (
    select row.*, head.seq - $3::int + n as seq from head, json_to_recordset($4::json) as row
      (id uuid, title text, description text, fields text, hash text, outcome text, n int)
  ), task as (
    insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq)
    select $1, id, title, description, false, $2::timestamptz, $2::timestamptz, seq from new
  ), history as (
    insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
    select $1, seq, id, 'create', $2::timestamptz, 'key', '{}', fields from new
  ) insert into mutations (user_id, id, hash, outcome, at) select $1, id, hash, outcome, $2::timestamptz from new`,
};

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Only the database has the rest of the rows, so it writes the outcomes, which are the answers too. */
const written = `json_build_object('tasks', json_build_array(json_build_object('id', id, 'userId', $1::text, 'title', title,
  'description', description, 'complete', complete, 'createdAt', ${iso('created_at')}, 'updatedAt', ${iso('updated_at')})))::text`;

const history = `history as (
  insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
  select $1, seq, id, 'update', updated_at, 'key', json_build_object('title', before)::text, json_build_object('title', title)::text
  from written)`;

/** One new title. $1 user, $2 now, $3 task, $4 title, $5 mutation, $6 hash. */
export const updateOne: Statement = {
  name: 'update-one',
  text: `with old as materialized (
    select title as before from tasks where user_id = $1 and id = $3::uuid and deleted_at is null for no key update
  ), ${head('1', '0', 'where exists (select from old)')}, written as (
    update tasks set title = $4, updated_at = greatest($2::timestamptz, updated_at + interval '1 ms'), seq = head.seq
    from old, head where user_id = $1 and id = $3::uuid
    returning tasks.*, before
  ), ${history}, noted as (
    insert into mutations (user_id, id, hash, outcome, at)
    select $1, $5::uuid, $6, ${written}, $2::timestamptz from written returning id, outcome
  ) select id, outcome from noted`,
};

/** New titles of different tasks, which travel as JSON. $1 user, $2 now, $3 the rows, numbered from 1. */
export const updateMany: Statement = {
  name: 'update-many',
  text: `with wanted as (
    select * from json_to_recordset($3::json) as row (id uuid, title text, mutation uuid, hash text, n int)
  ), old as materialized (
    select tasks.id, tasks.title as before, wanted.title, mutation, hash, n from tasks join wanted using (id)
    where user_id = $1 and deleted_at is null order by id for no key update of tasks
  ), numbered as materialized (
    select old.*, row_number() over (order by n) as place from old
  ), ${head('(select count(*) from numbered)', '0', 'where exists (select from numbered)')}, written as (
    update tasks set title = numbered.title, updated_at = greatest($2::timestamptz, tasks.updated_at + interval '1 ms'),
      seq = head.seq - (select count(*) from numbered) + place
    from numbered, head where user_id = $1 and tasks.id = numbered.id
    returning tasks.*, before, mutation, hash
  ), ${history}, noted as (
    insert into mutations (user_id, id, hash, outcome, at)
    select $1, mutation, hash, ${written}, $2::timestamptz from written returning id, outcome
  ) select id, outcome from noted`,
};
