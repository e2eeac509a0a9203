import { formatCursor } from '@typedo/contract';
import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from '../database.ts';
import type { Principal } from '../principal.ts';
import { whyFailed } from '../failure.ts';
import type { StoreSettings } from './create-task-store.ts';
import type { Done } from './intention.ts';
import { numbered, whenFree } from './native.sqlite.ts';
import { mine } from './owner.ts';
import { plan, wakes, type HeadRow, type Plan, type WriteContext, type WriteState } from './plan.ts';
import { createReads } from './reads.ts';
import type { Row } from './stored-row.ts';
import type { TaskRow } from './row.ts';
import { sqliteSyntax } from './syntax.ts';
import type { Mutation, TaskStore } from './task-store.ts';

/** The store over SQLite: a write is one synchronous transaction, so that no other can come in between. */
export function createSqliteStore(database: SqliteDatabase, { quota, clock, onWrite }: StoreSettings): TaskStore {
  const prepare = statementCache();
  const reads = createReads(
    async (sql, parameters) => available(() => prepare(database.reader(), sql).all(numbered(parameters))),
    sqliteSyntax,
  );
  return {
    ...reads,
    async write(principal, mutations) {
      const { state, planned } = await whenFree(database, async () => {
        const context: WriteContext = { principal, quota, now: clock() };
        return database.exclusively((writer) =>
          writer.transaction(() => writeAll((sql) => prepare(writer, sql), mutations, context)).immediate(),
        );
      });
      const { settled, changes } = planned;
      if (wakes(settled, changes.length > 0)) onWrite(principal.userId);
      return { settled, cursor: formatCursor({ epoch: state.epoch, seq: state.head.seq, floor: 0 }) };
    },
  };
}

/** SQLite keeps a boolean as 0 or 1. */
type StoredTask = Omit<TaskRow, 'complete'> & { complete: number };

type Prepare = (sql: string) => Sqlite.Statement;

/** One transaction, from the locked state to the written plan. */
function writeAll(prepare: Prepare, mutations: readonly Mutation[], context: WriteContext) {
  const state = readState(prepare, mutations, context.principal);
  const planned = plan(state, mutations, context);
  if (planned.mutations.length > 0) persist(prepare, planned, state.head, context);
  return { state, planned };
}

function readState(prepare: Prepare, mutations: readonly Mutation[], { userId }: Principal): WriteState {
  const state: WriteState = {
    tasks: new Map(),
    head: { seq: 0, open: 0, complete: 0, deleted: 0 },
    epoch: '',
    done: new Map(),
  };
  const done = prepare(`select hash, outcome from mutations where ${mine} and id = $2`);
  const task = prepare(
    `select id, title, description, complete, created_at as createdAt, updated_at as updatedAt, deleted_at as deletedAt, seq
     from tasks where ${mine} and id = $2`,
  );
  for (const mutation of mutations) {
    // The columns of the statement are the keys of the type.
    const record = done.get(numbered([userId, mutation.mutationId])) as Done | undefined;
    if (record) state.done.set(mutation.mutationId, record);
    for (const id of 'ids' in mutation ? mutation.ids : [mutation.id]) {
      // Here as well.
      const row = task.get(numbered([userId, id])) as StoredTask | undefined;
      if (row) state.tasks.set(id, { ...row, complete: row.complete === 1 });
    }
  }
  const statement = prepare(`select seq, open, complete, deleted from heads where ${mine}`);
  const head = statement.get(numbered([userId])) as HeadRow | undefined; // and here
  const { epoch } = prepare('select epoch from epochs').get() as { epoch: string }; // a migration made the one row
  return { ...state, head: head ?? state.head, epoch };
}

function persist(
  prepare: Prepare,
  { changed, changes, mutations }: Plan,
  head: HeadRow,
  { principal, now }: WriteContext,
): void {
  const run = (sql: string, ...rest: unknown[]) => prepare(sql).run(numbered([principal.userId, ...rest]));
  for (const { id, title, description, complete, createdAt, updatedAt, seq, deletedAt } of changed) {
    run(
      `insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq, deleted_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (user_id, id) do update set title = excluded.title, description = excluded.description, complete = excluded.complete,
         updated_at = excluded.updated_at, seq = excluded.seq, deleted_at = excluded.deleted_at`,
      id,
      title,
      description,
      Number(complete),
      createdAt,
      updatedAt,
      seq,
      deletedAt,
    );
  }
  for (const { seq, taskId, kind, at, before, after } of changes) {
    run(
      `insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      seq,
      taskId,
      kind,
      at,
      principal.kind,
      principal.keyId,
      JSON.stringify(before),
      JSON.stringify(after),
    );
  }
  for (const { id, hash, outcome } of mutations) {
    run('insert into mutations (user_id, id, hash, outcome, at) values ($1, $2, $3, $4, $5)', id, hash, outcome, now);
  }
  if (changes.length === 0) return;
  run(
    `insert into heads (user_id, seq, open, complete, deleted) values ($1, $2, $3, $4, $5)
     on conflict (user_id) do update set seq = excluded.seq, open = excluded.open, complete = excluded.complete, deleted = excluded.deleted`,
    head.seq,
    head.open,
    head.complete,
    head.deleted,
  );
}

function available<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw whyFailed(error);
  }
}

/** Keeps the prepared statements of each connection; their texts are few. */
function statementCache(): (connection: Sqlite.Database, sql: string) => Sqlite.Statement<unknown[], Row> {
  const caches = new WeakMap<Sqlite.Database, Map<string, Sqlite.Statement<unknown[], Row>>>();
  return (connection, sql) => {
    const cache = caches.get(connection) ?? new Map<string, Sqlite.Statement<unknown[], Row>>();
    caches.set(connection, cache);
    const statement = cache.get(sql) ?? connection.prepare<unknown[], Row>(sql);
    cache.set(sql, statement);
    return statement;
  };
}
