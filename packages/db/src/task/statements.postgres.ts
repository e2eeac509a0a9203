import type { NamedStatement } from '../connect/text-query.postgres.ts';
import type { FieldColumn } from './field-columns.ts';
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
export function createSingleStatements(fields: readonly FieldColumn[]): SingleStatements {
  const change = (rule: Rule) => changeStatement(fields, rule);
  const updates = new Map<string, NamedStatement>();
  return {
    fields,
    create: createStatement(fields),
    update(set) {
      const name = `typedo-update-${set.map((field) => fields.indexOf(field)).join('-')}`; // by its place: the server keeps 63 characters of a name
      let statement = updates.get(name);
      if (!statement) updates.set(name, (statement = change({ name, ...updateRule(fields, set) })));
      return statement;
    },
    delete: change(deleteRule),
    restore: change(restoreRule),
  };
}

/** The statements of single writes. */
export interface SingleStatements {
  /** The fields in the order in which the statements take them. */
  readonly fields: readonly FieldColumn[];
  /** Takes also: from $8 the value of each field, then the quota, the fields and the outcome as JSON. Gives the seq and the epoch. */
  readonly create: NamedStatement;
  /**
   * The update that sets such fields, at least one, in their order. It takes also, as do the two below: $8 the `updatedAt` that the caller
   * believes of the task, then what he believes of each field (of one that can be null, whether he names it, before it); then the new values.
   * They give the seq, the epoch and the outcome.
   */
  readonly update: (set: readonly FieldColumn[]) => NamedStatement;
  readonly delete: NamedStatement;
  readonly restore: NamedStatement;
}

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A field as JSON has it; `prefix` is of the column's name. */
const wire = ({ column, type }: FieldColumn, prefix = '') =>
  type.startsWith('timestamp') ? iso(prefix + column) : prefix + column;

const listed = (fields: readonly FieldColumn[], part: (field: FieldColumn) => string) => fields.map(part).join(', ');

/** The outcome of a write that passed. */
const tasksJson = (fields: readonly FieldColumn[]) =>
  `json_build_object('tasks', json_build_array(json_build_object('id', id, 'userId', user_id,
  ${listed(fields, (field) => `'${field.name}', ${wire(field)}`)}, 'createdAt', ${iso('created_at')}, 'updatedAt', ${iso('updated_at')})))::text`;

const firstTime = `not exists (select from mutations where ${mine} and id = $2::uuid)`;

const epoch = '(select epoch from epochs)';

/**
 * It gives no row for a user without a head, whom nothing would keep from exceeding the quota, and fails by its key for a task that is there.
 */
function createStatement(fields: readonly FieldColumn[]): NamedStatement {
  const values = new Map(fields.map(({ name, type }, index) => [name, `$${8 + index}::${type}`]));
  const [complete, rest] = [values.get('complete'), 8 + fields.length];
  return {
    name: 'typedo-create',
    text: `with head as (
  update heads set seq = seq + 1, open = open + (not ${complete})::int, complete = complete + ${complete}::int
  where ${mine} and open + complete + deleted < $${rest}::int and ${firstTime}
  returning seq
), written as (
  insert into tasks (user_id, id, ${listed(fields, ({ column }) => column)}, created_at, updated_at, seq)
  select $1, $7::uuid, ${[...values.values()].join(', ')}, $4::timestamptz, $4::timestamptz, seq from head
), history as (
  insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
  select $1, seq, $7::uuid, 'create', $4::timestamptz, $5, $6, '{}', $${rest + 1} from head
), noted as (
  insert into mutations (user_id, id, hash, outcome, at) select $1, $2::uuid, $3, $${rest + 2}, $4::timestamptz from head
)
select seq, ${epoch} from head`,
  };
}

/** What the caller believes of the task, and the number of the parameter behind that. */
function believed(fields: readonly FieldColumn[]): { holds: string; next: number } {
  let next = 8;
  const conditions = [`updated_at = coalesce($${next++}::timestamptz, updated_at)`];
  for (const { column, type, nullable } of fields)
    conditions.push(
      nullable
        ? `(not $${next++}::boolean or ${column} is not distinct from $${next++}::${type})`
        : `${column} = coalesce($${next++}::${type}, ${column})`,
    );
  return { holds: conditions.join(' and '), next };
}

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

function changeStatement(fields: readonly FieldColumn[], rule: Rule): NamedStatement {
  const before = listed(fields, ({ column }) => `was_${column}`);
  return {
    name: rule.name,
    text: `with current as materialized (
  select ${listed(fields, ({ column }) => `${column} as was_${column}`)}, head_seq, head_deleted
  from tasks, (select seq as head_seq, deleted as head_deleted from heads where ${mine}) as head_then
  where ${mine} and id = $7::uuid and ${rule.where}
    and ${believed(fields).holds}
    and ${firstTime}
), head as (
  update heads set seq = seq + 1, open = open + ${rule.open}, complete = complete + ${rule.complete}, deleted = deleted + ${rule.deleted}
  from current where ${mine} and seq = head_seq and deleted = head_deleted
  returning seq as new_seq, ${before}
), written as (
  update tasks set ${rule.set}, seq = new_seq, updated_at = greatest($4::timestamptz, updated_at + interval '1 ms')
  from head where ${mine} and id = $7::uuid
  returning tasks.*, ${before}
), history as (
  insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
  select $1, seq, id, '${rule.kind}', updated_at, $5, $6, ${rule.before}, ${rule.after} from written
), noted as (
  insert into mutations (user_id, id, hash, outcome, at) select $1, $2::uuid, $3, ${tasksJson(fields)}, $4::timestamptz from written
  returning outcome
)
select (select seq from written), ${epoch}, outcome from noted`,
  };
}

function updateRule(fields: readonly FieldColumn[], set: readonly FieldColumn[]): Omit<Rule, 'name'> {
  const { next } = believed(fields);
  const values = new Map(set.map(({ name, type }, index) => [name, `$${next + index}::${type}`]));
  const assigned = set.map(({ name, column }) => ({ column, value: values.get(name) }));
  const becomes = values.get('complete') ?? 'was_complete';
  return {
    kind: 'update',
    where: `deleted_at is null and (${assigned.map(({ column, value }) => `${column} is distinct from ${value}`).join(' or ')})`,
    set: assigned.map(({ column, value }) => `${column} = ${value}`).join(', '),
    open: `was_complete::int - ${becomes}::int`,
    complete: `${becomes}::int - was_complete::int`,
    deleted: '0',
    before: differing(set, 'was_'),
    after: differing(set, ''),
  };
}

/** Those of the fields that were set which differ, as JSON. Of one it is known that it differs. */
function differing(set: readonly FieldColumn[], prefix: '' | 'was_'): string {
  const [only] = set;
  if (only && set.length === 1) return `json_build_object('${only.name}', ${wire(only, prefix)})::text`;
  const parts = set.map(
    (field) =>
      `case when was_${field.column} is distinct from ${field.column} then jsonb_build_object('${field.name}', ${wire(field, prefix)}) else '{}' end`,
  );
  return `(${parts.join(' || ')})::text`;
}

const deleteRule: Rule = {
  name: 'typedo-delete',
  kind: 'delete',
  where: 'deleted_at is null',
  set: `deleted_at = greatest($4::timestamptz, updated_at + interval '1 ms')`,
  open: '-(not was_complete)::int',
  complete: '-was_complete::int',
  deleted: '1',
  before: `'{}'`,
  after: `'{}'`,
};

const restoreRule: Rule = {
  name: 'typedo-restore',
  kind: 'restore',
  where: 'deleted_at is not null',
  set: 'deleted_at = null',
  open: '(not was_complete)::int',
  complete: 'was_complete::int',
  deleted: '-1',
  before: `'{}'`,
  after: `'{}'`,
};
