import type { Fields } from '@typedo/contract';
import { mine } from './owner.ts';

/**
 * The single writes on PostgreSQL: each a data-modifying statement that decides and writes in one round trip. They only do what is plain: a
 * write that changes its task, for the first time. For anything else (a repeat, a refusal, a change that changes nothing, a change of what somebody
 * else changes at the same moment) they do nothing and give no row, and `plan.ts` decides with the head locked. The same tests run over both.
 *
 * They take no lock before they write. Those that change a task see one moment, and write only if the head is still as it was then: whatever
 * changes or deletes tasks moves it, but for the erasure of an account that is closed. Two attempts of one mutation that run at once collide
 * on the head, or on the key of `mutations`.
 *
 * Parameters of all: $1 user, $2 mutation id, $3 hash, $4 now, $5 kind of principal, $6 its key, $7 task id.
 */
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The outcome of a write that passed. */
const tasksJson = `json_build_object('tasks', json_build_array(json_build_object('id', id, 'userId', user_id, 'title', title,
  'description', description, 'complete', complete, 'createdAt', ${iso('created_at')}, 'updatedAt', ${iso('updated_at')})))::text`;

const firstTime = `not exists (select from mutations where ${mine} and id = $2::uuid)`;

const epoch = '(select epoch from epochs)';

/**
 * Also: $8 title, $9 description, $10 complete, $11 quota, $12 the fields and $13 the outcome as JSON. Gives the seq and the epoch. It gives no row for a
 * user without a head, whom nothing would keep from exceeding the quota, and fails by its key for a task that is there.
 */
export const createStatement = {
  name: 'typedo-create',
  text: `with head as (
  update heads set seq = seq + 1, open = open + (not $10::boolean)::int, complete = complete + $10::boolean::int
  where ${mine} and open + complete + deleted < $11::int and ${firstTime}
  returning seq
), written as (
  insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq)
  select $1, $7::uuid, $8, $9, $10::boolean, $4::timestamptz, $4::timestamptz, seq from head
), history as (
  insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
  select $1, seq, $7::uuid, 'create', $4::timestamptz, $5, $6, '{}', $12 from head
), noted as (
  insert into mutations (user_id, id, hash, outcome, at) select $1, $2::uuid, $3, $13, $4::timestamptz from head
)
select seq, ${epoch} from head`,
};

/** $8 title, $9 whether a description is named, $10 it, $11 complete, $12 updatedAt: what the caller believes of the task. */
const asBelieved = `title = coalesce($8::text, title) and (not $9::boolean or description is not distinct from $10::text)
    and complete = coalesce($11::boolean, complete) and updated_at = coalesce($12::timestamptz, updated_at)`;

interface Rule {
  name: string;
  kind: 'update' | 'delete' | 'restore';
  /** Which task it is about. */
  where: string;
  set: string;
  /** What is added to the head's counts, for a task that was `was_complete`. */
  open: string;
  complete: string;
  deleted: string;
  /** The fields that differ, as JSON, from `was_title` and its like, and from `title` and its like. */
  before: string;
  after: string;
}

/** Gives the seq, the epoch and the outcome. */
const changeStatement = (rule: Rule) => ({
  name: rule.name,
  text: `with current as materialized (
  select title as was_title, description as was_description, complete as was_complete, head_seq, head_deleted
  from tasks, (select seq as head_seq, deleted as head_deleted from heads where ${mine}) as head_then
  where ${mine} and id = $7::uuid and ${rule.where}
    and ${asBelieved}
    and ${firstTime}
), head as (
  update heads set seq = seq + 1, open = open + ${rule.open}, complete = complete + ${rule.complete}, deleted = deleted + ${rule.deleted}
  from current where ${mine} and seq = head_seq and deleted = head_deleted
  returning seq as new_seq, was_title, was_description, was_complete
), written as (
  update tasks set ${rule.set}, seq = new_seq, updated_at = greatest($4::timestamptz, updated_at + interval '1 ms')
  from head where ${mine} and id = $7::uuid
  returning tasks.*, was_title, was_description, was_complete
), history as (
  insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
  select $1, seq, id, '${rule.kind}', updated_at, $5, $6, ${rule.before}, ${rule.after} from written
), noted as (
  insert into mutations (user_id, id, hash, outcome, at) select $1, $2::uuid, $3, ${tasksJson}, $4::timestamptz from written
  returning outcome
)
select (select seq from written), ${epoch}, outcome from noted`,
});

type Field = keyof Fields;

const types: Record<Field, string> = { title: 'text', description: 'text', complete: 'boolean' };

/** A task's fields in the order in which an update takes them. */
export const patchFields: readonly Field[] = ['title', 'description', 'complete'];

/** The statement that sets such fields, at least one: $13 and on are their values. */
function updateOf(fields: readonly Field[]) {
  const value = (field: Field) => `$${13 + fields.indexOf(field)}::${types[field]}`;
  // Of one field it is known that it differs.
  const json = (prefix: string) =>
    fields.length === 1
      ? `json_build_object('${fields[0]}', ${prefix}${fields[0]})::text`
      : `(${fields.map((field) => `case when was_${field} is distinct from ${field} then jsonb_build_object('${field}', ${prefix}${field}) else '{}' end`).join(' || ')})::text`;
  const becomes = fields.includes('complete') ? value('complete') : 'was_complete';
  return changeStatement({
    name: `typedo-update-${fields.join('-')}`,
    kind: 'update',
    where: `deleted_at is null and (${fields.map((field) => `${field} is distinct from ${value(field)}`).join(' or ')})`,
    set: fields.map((field) => `${field} = ${value(field)}`).join(', '),
    open: `was_complete::int - ${becomes}::int`,
    complete: `${becomes}::int - was_complete::int`,
    deleted: '0',
    before: json('was_'),
    after: json(''),
  });
}

const sets: readonly (readonly Field[])[] = [
  ['title'],
  ['description'],
  ['complete'],
  ['title', 'description'],
  ['title', 'complete'],
  ['description', 'complete'],
  patchFields,
];

const updates = new Map(sets.map((fields) => [fields.join(), updateOf(fields)]));

/** The update that sets these of a task's fields, in the order of {@link patchFields}. */
export function updateStatement(fields: readonly Field[]) {
  return updates.get(fields.join())!; // every set of fields has one
}

export const deleteStatement = changeStatement({
  name: 'typedo-delete',
  kind: 'delete',
  where: 'deleted_at is null',
  set: `deleted_at = greatest($4::timestamptz, updated_at + interval '1 ms')`,
  open: '-(not was_complete)::int',
  complete: '-was_complete::int',
  deleted: '1',
  before: `'{}'`,
  after: `'{}'`,
});

export const restoreStatement = changeStatement({
  name: 'typedo-restore',
  kind: 'restore',
  where: 'deleted_at is not null',
  set: 'deleted_at = null',
  open: '(not was_complete)::int',
  complete: 'was_complete::int',
  deleted: '-1',
  before: `'{}'`,
  after: `'{}'`,
});
