import { codeOf } from '../connect/postgres-errors.ts';
import { damaged } from './backup-errors.ts';
import { keptTables } from './format.ts';
import { readBatches } from './read-backup.ts';
import { listOf, readColumns, type Query } from './tables.postgres.ts';

/**
 * Puts the rows of a backup into empty tables. A batch travels as one bound parameter, in the text that the database wrote.
 *
 * @throws DatabaseError when the rows do not fit into the tables.
 */
export async function loadRows(query: Query, file: string): Promise<void> {
  const tables = await readColumns(query, keptTables());
  const seen = new Set<string>();
  for await (const { table, columns, rows } of readBatches(file)) {
    seen.add(table);
    // The file's names go into statements only when they are the database's own.
    if (tables.get(table)?.toSorted().join() !== columns.toSorted().join())
      throw damaged(file, 'a table has other columns than its migrations made');
    if (rows.length > 0) await insert(query, file, { table, columns, rows });
  }
  if (seen.size !== tables.size) throw damaged(file, 'a table is missing');
}

async function insert(
  query: Query,
  file: string,
  { table, columns, rows }: { table: string; columns: string[]; rows: string[] },
): Promise<void> {
  try {
    await query(
      `insert into "${table}" (${listOf(columns)}) select ${listOf(columns)} from json_populate_recordset(null::"${table}", $1::json)`,
      [`[${rows.join(',')}]`],
    );
  } catch (error) {
    // Values that are none, or that break a rule.
    if (error instanceof Error && /^2[23]/.test(codeOf(error))) throw damaged(file, error.message, error);
    throw error;
  }
}
