import { formatCursor } from '@typedo/contract';
import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from '../database.ts';
import { whyFailed } from '../failure.ts';
import type { StoreSettings } from './create-task-store.ts';
import { createGroupCommit } from './group-commit.sqlite.ts';
import { numbered } from './native.sqlite.ts';
import { wakes } from './plan.ts';
import { createReads } from './reads.ts';
import type { Row } from './stored-row.ts';
import { sqliteSyntax } from './syntax.ts';
import type { TaskStore } from './task-store.ts';
import { weightOf } from './weight.ts';
import { createWriteAll, type WriteAll } from './write.sqlite.ts';

/** The store over SQLite: a write is a part of one synchronous transaction, so that no other can come in between. */
export function createSqliteStore(database: SqliteDatabase, { quota, clock, onWrite }: StoreSettings): TaskStore {
  const prepare = statementCache();
  const reads = createReads(
    async (sql, parameters) => available(() => prepare(database.reader(), sql).all(numbered(parameters))),
    sqliteSyntax,
  );
  const join = createGroupCommit(database);
  let writeAll: WriteAll | undefined;
  return {
    ...reads,
    async write(principal, mutations) {
      const { settled, changed, cursor } = await join(weightOf(mutations), (writer) => {
        writeAll ??= createWriteAll(writer);
        const { state, planned } = writeAll(mutations, { principal, quota, now: clock() });
        const { epoch, head } = state;
        const cursor = formatCursor({ epoch, seq: head.seq, floor: 0 });
        return { settled: planned.settled, changed: planned.changes.length > 0, cursor };
      });
      if (wakes(settled, changed)) onWrite(principal.userId);
      return { settled, cursor };
    },
  };
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
