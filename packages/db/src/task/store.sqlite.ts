import { formatCursor } from '@typedo/contract';
import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from '../database.ts';
import { whyFailed } from '../failure.ts';
import type { StoreSettings } from './create-task-store.ts';
import { createFieldColumns } from './field-columns.ts';
import { createGroupCommit } from './group-commit.sqlite.ts';
import { wakes } from './plan.ts';
import { createReads } from './reads.ts';
import { positional } from './positional.sqlite.ts';
import type { Read } from './stored-row.ts';
import { createStoredTask } from './stored-task.ts';
import { sqliteSyntax } from './syntax.ts';
import type { TaskStore } from './task-store.ts';
import { weightOf } from './weight.ts';
import { createWrites, type BeginWrites } from './write.sqlite.ts';

/** The store over SQLite: a write is a part of one synchronous transaction, so that no other can come in between. */
export function createSqliteStore(database: SqliteDatabase, { quota, clock, onWrite }: StoreSettings): TaskStore {
  const fields = createFieldColumns(database.orm, sqliteSyntax);
  const stored = createStoredTask(database.orm, sqliteSyntax);
  const reads = createReads((sql) => createRead(database, sql), sqliteSyntax, stored);
  let begin: BeginWrites | undefined;
  const join = createGroupCommit(database, () => (begin ??= createWrites(database.writer, fields))());
  return {
    ...reads,
    async write(principal, mutations) {
      const { settled, changed, cursor } = await join(weightOf(mutations), ({ write }) => {
        const { state, planned } = write(mutations, { principal, quota, now: clock() });
        const { epoch, head } = state;
        const cursor = formatCursor({ epoch, seq: head.seq, floor: 0 });
        return { settled: planned.settled, changed: planned.changes.length > 0, cursor };
      });
      if (wakes(settled, changed)) onWrite(principal.userId);
      return { settled, cursor };
    },
  };
}

/** A read, prepared once on each of the two connections. */
function createRead(database: SqliteDatabase, sql: string): Read {
  const { text, inOrder } = positional(sql);
  const statements = new WeakMap<Sqlite.Database, Sqlite.Statement<unknown[], unknown[]>>();
  return async (parameters) => {
    try {
      const reader = database.reader();
      let statement = statements.get(reader);
      if (!statement) {
        // Rows as arrays, which are made faster.
        statement = reader.prepare<unknown[], unknown[]>(text).raw();
        statements.set(reader, statement);
      }
      return statement.all(...inOrder(parameters));
    } catch (error) {
      throw whyFailed(error);
    }
  };
}
