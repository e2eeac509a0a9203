import type { Statement } from './lanes.postgres.ts';

/** Takes the next seqs and locks the head; `count` of them, for `created` new tasks. */
const head = (count: string, created: string, where = '') => `head as (
  insert into heads as h (user_id, seq, open, complete, deleted) select $1, ${count}, ${created}, 0, 0 ${where}
  on conflict (user_id) do update set seq = h.seq + excluded.seq, open = h.open + excluded.open returning seq)`;

/** One new task. $1 user, $2 task and mutation, $3 title, $4 description, $5 now, $6 its fields, $7 hash, $8 outcome. */
export const createOne: Statement = {
  name: 'create-one',
  text: `with ${head('1', '1')}, task as (
    insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq)
    select $1, $2::uuid, $3, $4, false, $5::timestamptz, $5::timestamptz, seq from head
  ), history as (
    insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
    select $1, seq, $2::uuid, 'create', $5::timestamptz, 'key', '{}', $6 from head
  ) insert into mutations (user_id, id, hash, outcome, at) values ($1, $2::uuid, $7, $8, $5::timestamptz)`,
};

/** Many new tasks, in their order. $1 user, $2 now, $3 how many, then arrays: $4 ids, $5 titles, $6 descriptions, $7 fields, $8 hashes, $9 outcomes. */
export const createMany: Statement = {
  name: 'create-many',
  text: `with ${head('$3::int', '$3::int')}, new as materialized (
    select row.*, head.seq - $3::int + n as seq from head, unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
      with ordinality as row (id, title, description, fields, hash, outcome, n)
  ), task as (
    insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq)
    select $1, id, title, description, false, $2::timestamptz, $2::timestamptz, seq from new
  ), history as (
    insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
    select $1, seq, id, 'create', $2::timestamptz, 'key', '{}', fields from new
  ) insert into mutations (user_id, id, hash, outcome, at) select $1, id, hash, outcome, $2::timestamptz from new`,
};

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const outcome = (
  row: string,
  titleJson: string,
  userJson: string,
) => `'{"tasks":[{"id":"' || ${row}.id || '","userId":' || ${userJson} || ',"title":' || ${titleJson}
  || ',"description":' || coalesce(to_json(${row}.description)::text, 'null') || ',"complete":' || ${row}.complete::text
  || ',"createdAt":"' || ${iso(`${row}.created_at`)} || '","updatedAt":"' || ${iso(`${row}.updated_at`)} || '"}]}'`;

/**
 * New titles of different tasks; only the database has the rest of their rows, so it writes the outcomes, which are the answers too.
 * $1 user, $2 now, $3 the user in JSON, then arrays: $4 ids, $5 titles, $6 titles in JSON, $7 mutations, $8 hashes.
 */
export const updateMany: Statement = {
  name: 'update-many',
  text: `with wanted as (
    select * from unnest($4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::text[]) with ordinality as row (id, title, json, mutation, hash, n)
  ), old as materialized (
    select tasks.id, tasks.title as before, wanted.title, json, mutation, hash, n from tasks join wanted using (id)
    where user_id = $1 and deleted_at is null order by id for no key update of tasks
  ), numbered as materialized (
    select old.*, row_number() over (order by n) as place from old
  ), ${head('(select count(*) from numbered)', '0', 'where exists (select from numbered)')}, written as (
    update tasks set title = numbered.title, updated_at = greatest($2::timestamptz, tasks.updated_at + interval '1 ms'),
      seq = head.seq - (select count(*) from numbered) + place
    from numbered, head where user_id = $1 and tasks.id = numbered.id
    returning tasks.id, tasks.description, tasks.complete, tasks.created_at, tasks.updated_at, tasks.seq, before, json, mutation, hash
  ), history as (
    insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
    select $1, seq, id, 'update', updated_at, 'key', '{"title":' || to_json(before)::text || '}', '{"title":' || json || '}' from written
  ), noted as (
    insert into mutations (user_id, id, hash, outcome, at)
    select $1, mutation, hash, ${outcome('written', 'json', '$3::text')}, $2::timestamptz from written returning id, outcome
  ) select id, outcome from noted`,
};

/** One new title. $1 user, $2 now, $3 the user in JSON, $4 task, $5 title, $6 title in JSON, $7 mutation, $8 hash. */
export const updateOne: Statement = {
  name: 'update-one',
  text: `with old as materialized (
    select title as before from tasks where user_id = $1 and id = $4::uuid and deleted_at is null for no key update
  ), ${head('1', '0', 'where exists (select from old)')}, written as (
    update tasks set title = $5, updated_at = greatest($2::timestamptz, updated_at + interval '1 ms'), seq = head.seq
    from old, head where user_id = $1 and id = $4::uuid
    returning id, description, complete, created_at, updated_at, tasks.seq, before
  ), history as (
    insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
    select $1, seq, id, 'update', updated_at, 'key', '{"title":' || to_json(before)::text || '}', '{"title":' || $6::text || '}' from written
  ), noted as (
    insert into mutations (user_id, id, hash, outcome, at)
    select $1, $7::uuid, $8, ${outcome('written', '$6::text', '$3::text')}, $2::timestamptz from written returning id, outcome
  ) select id, outcome from noted`,
};
