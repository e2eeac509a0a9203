import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from '../database.ts';
import { numbered, whenFree } from '../task/native.sqlite.ts';
import { mine, ownedBy } from '../task/owner.ts';
import type { Row } from '../task/stored-row.ts';
import { sqliteSyntax } from '../task/syntax.ts';
import type { OldRows, Owner } from './old-rows.ts';
import { deleteExpiredSql } from './statements.ts';

/** The purge over SQLite: each deletion is one synchronous transaction. */
export function createSqliteRows(database: SqliteDatabase): OldRows {
  const alone = <T>(run: (writer: Sqlite.Database) => T) =>
    whenFree(database, () => database.exclusively((writer) => writer.transaction(() => run(writer)).immediate()));
  return {
    read: (sql, parameters) =>
      whenFree(database, async () => database.reader().prepare<unknown[], Row>(sql).all(numbered(parameters))),
    timeParameter: sqliteSyntax.timeParameter,
    deleteChanges: (owner, seqs) => alone((writer) => deleteEach(writer, deleteChangeSql, owner, seqs)),
    deleteOutcomes: (owner, ids) => alone((writer) => deleteEach(writer, deleteOutcomeSql, owner, ids)),
    deleteTasks: (owner, ids, before) => alone((writer) => deleteTasks(writer, owner, ids, Date.parse(before))),
    deleteExpired: (table, { after, last }, before) =>
      alone((writer) => writer.prepare(deleteExpiredSql(table)).run(numbered([after, last, before])).changes),
  };
}

const deleteChangeSql = `delete from changes where ${mine} and seq = $2`;

const deleteOutcomeSql = `delete from mutations where ${mine} and id = $2`;

export const deleteTaskSql = `delete from tasks where ${mine} and id = $2 and deleted_at < $3 returning id, seq`;

export const deleteHistorySql = `delete from changes where ${mine} and task_id = $2`;

function deleteEach(writer: Sqlite.Database, sql: string, owner: Owner, keys: unknown[]): number {
  const statement = writer.prepare(sql);
  return keys.reduce<number>((sum, key) => sum + statement.run(numbered(ownedBy(owner, key))).changes, 0);
}

function deleteTasks(writer: Sqlite.Database, owner: Owner, ids: string[], before: number) {
  const statement = writer.prepare<unknown[], { id: string; seq: number }>(deleteTaskSql);
  const gone = ids.flatMap((id) => statement.all(numbered(ownedBy(owner, id, before))));
  const changes = deleteEach(
    writer,
    deleteHistorySql,
    owner,
    gone.map(({ id }) => id),
  );
  const last = Math.max(0, ...gone.map(({ seq }) => seq));
  writer
    .prepare(`update heads set deleted = deleted - $2, purged = max(purged, $3) where ${mine}`)
    .run(numbered(ownedBy(owner, gone.length, last)));
  return { tasks: gone.length, changes };
}
