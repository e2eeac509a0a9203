import type Sqlite from 'better-sqlite3';
import type { FieldColumn } from './field-columns.ts';
import type { Together } from './group-commit.sqlite.ts';
import type { Done } from './intention.ts';
import { mine, ownedBy } from './owner.ts';
import { plan, type HeadRow, type Plan, type WriteContext, type WriteState } from './plan.ts';
import { positional } from './positional.sqlite.ts';
import type { TaskRow } from './row.ts';
import type { Mutation } from './task-store.ts';

/** Begins the writes that stand or fall together, inside a transaction. */
export type BeginWrites = () => Writes;

/** Calls that stand or fall together. The head of a user is read before the first of them and written behind the last. */
interface Writes extends Together {
  /** Runs the mutations of one call, from the locked state to the written plan. */
  write: (mutations: readonly Mutation[], context: WriteContext) => { state: WriteState; planned: Plan };
}

/** Prepares the statements of a write on the connection, once. */
export function createWrites(writer: Sqlite.Database, fields: readonly FieldColumn[]): BeginWrites {
  const readRows = prepareRows(writer, fields);
  const heads = prepareHeads(writer);
  const persist = preparePersist(writer, fields);
  return () => {
    const begun = new Map<string, { epoch: string; head: HeadRow; readSeq: number }>();
    return {
      write(mutations, context) {
        const { userId } = context.principal;
        let user = begun.get(userId);
        if (!user) {
          const { epoch, ...head } = heads.read.get(...ownedBy(context.principal))!; // a migration made the one row of epochs
          begun.set(userId, (user = { epoch, head, readSeq: head.seq }));
        }
        const { epoch, head } = user;
        const state = { ...readRows(mutations, context), head, epoch };
        const planned = plan(state, mutations, context);
        persist(planned, context);
        return { state, planned };
      },
      finish() {
        for (const [userId, { head, readSeq }] of begun) {
          if (head.seq !== readSeq)
            heads.write.run(...ownedBy({ userId }, head.seq, head.open, head.complete, head.deleted));
        }
      },
    };
  };
}

/** Reads what the mutations are about. The columns of each statement are the keys of its row's type. */
function prepareRows(writer: Sqlite.Database, fields: readonly FieldColumn[]) {
  const prepare = <Row>(sql: string) => writer.prepare<unknown[], Row>(positional(sql).text); // each takes its values in their order
  const outcomes = `select id, hash, outcome from mutations where ${mine}`;
  const tasks = `select id, ${fields.map(({ name, sql }) => `${sql} as "${name}"`).join(', ')}, created_at as createdAt,
     updated_at as updatedAt, deleted_at as deletedAt, seq from tasks where ${mine}`;
  const read = <Row>(select: string) => {
    const [one, several] = [
      prepare<Row>(`${select} and id = $2`),
      prepare<Row>(`${select} and id in (select value from json_each($2))`),
    ];
    // Of a hundred ids one statement finds that they are not there in a fifth of the time.
    return ({ principal }: WriteContext, ids: readonly string[]): Row[] =>
      ids.length === 1
        ? one.all(...ownedBy(principal, ids[0]))
        : several.all(...ownedBy(principal, JSON.stringify(ids)));
  };
  const doneOf = read<Done & { id: string }>(outcomes);
  const tasksOf = read<TaskRow>(tasks);
  const toWire = createToWire(fields);
  return (mutations: readonly Mutation[], context: WriteContext): Pick<WriteState, 'done' | 'tasks'> => {
    const done: WriteState['done'] = new Map();
    const mutationIds = mutations.map(({ mutationId }) => mutationId);
    for (const { id, hash, outcome } of doneOf(context, mutationIds)) done.set(id, { hash, outcome });
    const found: WriteState['tasks'] = new Map();
    const ids = mutations.flatMap((mutation) => ('ids' in mutation ? mutation.ids : mutation.id));
    for (const row of tasksOf(context, ids)) found.set(row.id, toWire(row));
    return { done, tasks: found };
  };
}

/** SQLite has no booleans and no times: makes the wire's values of a fresh row's fields, in the row. */
function createToWire(fields: readonly FieldColumn[]) {
  const converted = fields.flatMap(({ name, read }) => (read ? [{ name, read }] : []));
  return (row: TaskRow): TaskRow => {
    const values = row as unknown as Record<string, unknown>; // each value is put under its own name
    for (const { name, read } of converted) values[name] = read(values[name]);
    return row;
  };
}

function prepareHeads(writer: Sqlite.Database) {
  const read = writer.prepare<unknown[], HeadRow & { epoch: string }>(
    positional(
      `select epoch, coalesce(seq, 0) as seq, coalesce(open, 0) as open, coalesce(complete, 0) as complete, coalesce(deleted, 0) as deleted
       from epochs left join heads on ${mine}`,
    ).text,
  );
  const write = writer.prepare(
    positional(
      `insert into heads (user_id, seq, open, complete, deleted) values ($1, $2, $3, $4, $5)
       on conflict (user_id) do update set seq = excluded.seq, open = excluded.open, complete = excluded.complete, deleted = excluded.deleted`,
    ).text,
  );
  return { read, write };
}

function preparePersist(writer: Sqlite.Database, fields: readonly FieldColumn[]) {
  const prepare = (sql: string) => writer.prepare(positional(sql).text); // each takes its values in their order
  const task = prepare(
    `insert into tasks (user_id, id, created_at, updated_at, seq, deleted_at, ${fields.map(({ column }) => column).join(', ')})
     values ($1, $2, $3, $4, $5, $6, ${fields.map((_, index) => `$${7 + index}`).join(', ')})
     on conflict (user_id, id) do update set ${fields.map(({ column }) => `${column} = excluded.${column}`).join(', ')},
       updated_at = excluded.updated_at, seq = excluded.seq, deleted_at = excluded.deleted_at`,
  );
  const change = prepare(
    `insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  );
  const mutation = prepare('insert into mutations (user_id, id, hash, outcome, at) values ($1, $2, $3, $4, $5)');
  return ({ changed, changes, mutations }: Plan, { principal, now }: WriteContext): void => {
    const [owner] = ownedBy(principal); // once: rows are many, and to spread their values costs as much as to bind some
    for (const row of changed) {
      const values: unknown[] = [owner, row.id, row.createdAt, row.updatedAt, row.seq, row.deletedAt];
      for (const { name, bind } of fields) values.push(bind ? bind(row[name]) : row[name]);
      task.run(values);
    }
    for (const { seq, taskId, kind, at, byKind, byId, before, after } of changes) {
      change.run(owner, seq, taskId, kind, at, byKind, byId, JSON.stringify(before), JSON.stringify(after));
    }
    for (const { id, hash, outcome } of mutations) mutation.run(owner, id, hash, outcome, now);
  };
}
