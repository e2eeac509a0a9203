import type Sqlite from 'better-sqlite3';
import type { Done } from './intention.ts';
import { mine, ownedBy } from './owner.ts';
import { plan, type HeadRow, type Plan, type WriteContext, type WriteState } from './plan.ts';
import { positional } from './positional.sqlite.ts';
import type { TaskRow } from './row.ts';
import type { Mutation } from './task-store.ts';

/** Runs the mutations of one call inside a transaction, from the locked state to the written plan. */
export type WriteAll = (mutations: readonly Mutation[], context: WriteContext) => { state: WriteState; planned: Plan };

/** Prepares the statements of a write on the connection, once. */
export function createWriteAll(writer: Sqlite.Database): WriteAll {
  const read = prepareState(writer);
  const persist = preparePersist(writer);
  return (mutations, context) => {
    const state = read(mutations, context);
    const planned = plan(state, mutations, context);
    if (planned.mutations.length > 0) persist(planned, state.head, context);
    return { state, planned };
  };
}

/** SQLite keeps a boolean as 0 or 1. */
type StoredTask = Omit<TaskRow, 'complete'> & { complete: number };

/** Reads what the mutations are about. The columns of each statement are the keys of its row's type. */
function prepareState(writer: Sqlite.Database) {
  const prepare = <Row>(sql: string) => writer.prepare<unknown[], Row>(positional(sql).text); // each takes its values in their order
  const doneOf = prepare<Done>(`select hash, outcome from mutations where ${mine} and id = $2`);
  const taskOf = prepare<StoredTask>(
    `select id, title, description, complete, created_at as createdAt, updated_at as updatedAt, deleted_at as deletedAt, seq
     from tasks where ${mine} and id = $2`,
  );
  const headOf = prepare<HeadRow & { epoch: string }>(
    `select epoch, coalesce(seq, 0) as seq, coalesce(open, 0) as open, coalesce(complete, 0) as complete, coalesce(deleted, 0) as deleted
     from epochs left join heads on ${mine}`,
  );
  return (mutations: readonly Mutation[], { principal }: WriteContext): WriteState => {
    const done: WriteState['done'] = new Map();
    const tasks: WriteState['tasks'] = new Map();
    for (const mutation of mutations) {
      const record = doneOf.get(...ownedBy(principal, mutation.mutationId));
      if (record) done.set(mutation.mutationId, record);
      for (const id of 'ids' in mutation ? mutation.ids : [mutation.id]) {
        const row = taskOf.get(...ownedBy(principal, id));
        if (row) tasks.set(id, { ...row, complete: row.complete === 1 });
      }
    }
    const { epoch, ...head } = headOf.get(...ownedBy(principal))!; // a migration made the one row of epochs
    return { tasks, head, epoch, done };
  };
}

function preparePersist(writer: Sqlite.Database) {
  const prepare = (sql: string) => writer.prepare(positional(sql).text); // here as well
  const task = prepare(
    `insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq, deleted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (user_id, id) do update set title = excluded.title, description = excluded.description, complete = excluded.complete,
       updated_at = excluded.updated_at, seq = excluded.seq, deleted_at = excluded.deleted_at`,
  );
  const change = prepare(
    `insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  );
  const mutation = prepare('insert into mutations (user_id, id, hash, outcome, at) values ($1, $2, $3, $4, $5)');
  const headRow = prepare(
    `insert into heads (user_id, seq, open, complete, deleted) values ($1, $2, $3, $4, $5)
     on conflict (user_id) do update set seq = excluded.seq, open = excluded.open, complete = excluded.complete, deleted = excluded.deleted`,
  );
  return ({ changed, changes, mutations }: Plan, head: HeadRow, { principal, now }: WriteContext): void => {
    const run = (statement: Sqlite.Statement, ...rest: unknown[]) => statement.run(...ownedBy(principal, ...rest));
    for (const { id, title, description, complete, createdAt, updatedAt, seq, deletedAt } of changed) {
      run(task, id, title, description, Number(complete), createdAt, updatedAt, seq, deletedAt);
    }
    for (const { seq, taskId, kind, at, byKind, byId, before, after } of changes) {
      const fields = [JSON.stringify(before), JSON.stringify(after)];
      run(change, seq, taskId, kind, at, byKind, byId, ...fields);
    }
    for (const { id, hash, outcome } of mutations) run(mutation, id, hash, outcome, now);
    if (changes.length > 0) run(headRow, head.seq, head.open, head.complete, head.deleted);
  };
}
