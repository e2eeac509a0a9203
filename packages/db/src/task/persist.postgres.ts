import type { NamedStatement, Step } from '../connect/text-query.postgres.ts';
import type { Principal } from '../principal.ts';
import type { FieldColumn } from './field-columns.ts';
import { eachOwnedBy } from './owner.ts';
import type { HeadRow, Plan } from './plan.ts';
import { toTime } from './wire-time.ts';

/** What is to be written of one user's. */
export interface GroupPlan {
  owner: Pick<Principal, 'userId'>;
  planned: Plan;
  head: HeadRow;
}

/** Writes all of these plans in one statement, which {@link persistStatement} made. The rows travel as JSON, which is a parameter like any other. `now` in milliseconds since 1970. */
export function persist(statement: NamedStatement, plans: readonly GroupPlan[], now: number): Step {
  const at = toTime(now);
  const tasks = plans.flatMap(({ owner, planned }) =>
    Array.from(planned.changed, (row) =>
      eachOwnedBy(owner, {
        ...row,
        createdAt: toTime(row.createdAt),
        updatedAt: toTime(row.updatedAt),
        deletedAt: row.deletedAt === null ? null : toTime(row.deletedAt),
      }),
    ),
  );
  const changes = plans.flatMap(({ owner, planned }) =>
    planned.changes.map((change) =>
      eachOwnedBy(owner, {
        ...change,
        at: toTime(change.at),
        before: JSON.stringify(change.before),
        after: JSON.stringify(change.after),
      }),
    ),
  );
  const outcomes = plans.flatMap(({ owner, planned }) =>
    planned.mutations.map((mutation) => eachOwnedBy(owner, { ...mutation, at })),
  );
  const heads = plans.map(({ owner, head }) => eachOwnedBy(owner, head));
  return { statement, values: [tasks, changes, outcomes, heads].map((rows) => JSON.stringify(rows)) };
}

/** Makes the statement. $1 tasks, $2 changes, $3 outcomes, $4 heads, each as JSON. */
export function persistStatement(fields: readonly FieldColumn[]): NamedStatement {
  const columns = fields.map(({ column }) => column).join(', ');
  const names = fields.map(({ name }) => `"${name}"`).join(', ');
  const typed = fields.map(({ name, type }) => `"${name}" ${type}`).join(', ');
  const changed = fields.map(({ column }) => `${column} = excluded.${column}`).join(', ');
  return {
    name: 'typedo-persist',
    text: `with written as (
    insert into tasks (user_id, id, ${columns}, created_at, updated_at, seq, deleted_at)
    select "userId", id, ${names}, "createdAt", "updatedAt", seq, "deletedAt" from json_to_recordset($1::json) as row ("userId" text,
      id uuid, ${typed}, "createdAt" timestamptz, "updatedAt" timestamptz, seq bigint, "deletedAt" timestamptz)
    on conflict (user_id, id) do update set ${changed},
      updated_at = excluded.updated_at, seq = excluded.seq, deleted_at = excluded.deleted_at
  ), history as (
    insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
    select "userId", seq, "taskId", kind, at, "byKind", "byId", before, after from json_to_recordset($2::json) as row ("userId" text,
      seq bigint, "taskId" uuid, kind text, at timestamptz, "byKind" text, "byId" text, before text, after text)
  ), noted as (
    insert into mutations (user_id, id, hash, outcome, at)
    select "userId", id, hash, outcome, at from json_to_recordset($3::json) as row ("userId" text, id uuid, hash text, outcome text, at timestamptz)
  )
  insert into heads (user_id, seq, open, complete, deleted)
  select "userId", seq, open, complete, deleted from json_to_recordset($4::json) as row ("userId" text, seq bigint, open int, complete int, deleted int)
  on conflict (user_id) do update set seq = excluded.seq, open = excluded.open, complete = excluded.complete, deleted = excluded.deleted`,
  };
}
