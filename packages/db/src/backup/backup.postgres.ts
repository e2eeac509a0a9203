import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { contractVersion } from '@typedo/contract';
import type { PoolClient } from 'pg';
import { openDirect } from '../connect/postgres-direct.ts';
import { DatabaseError } from '../database-error.ts';
import { readApplied } from '../migrations/applied.ts';
import { journal } from '../migrations/options.ts';
import type { BackupOptions, NamedContents } from './backup.ts';
import { explainLoss } from './backup-errors.ts';
import { batch, format, keptTables, unknownMigration, type Header, type LastLine, type TableLine } from './format.ts';
import { listOf, readColumns, type Query } from './tables.postgres.ts';

/** Writes all rows of one moment to an empty file; how they are written is told in `format.ts`. */
export async function backupPostgres(options: Omit<BackupOptions, 'file'>, part: string): Promise<NamedContents> {
  await using database = await openDirect(options);
  const client = await database.pool.connect();
  try {
    await client.query('begin transaction isolation level repeatable read, read only');
    await client.query(`set local timezone = 'UTC'`);
    const rows: LastLine['rows'] = {};
    const file = createWriteStream(part, { flags: 'r+', mode: 0o600 });
    await pipeline(lines(client, database.label, rows), createGzip({ level: 4 }), file);
    await client.query('commit');
    return { accounts: rows['users'] ?? 0, tasks: rows['tasks'] ?? 0, database: database.label };
  } catch (error) {
    throw explainLoss(error, database.label);
  } finally {
    client.release();
  }
}

/** Gives the text of the file in pieces, each when the one before is on its way, and fills in how many rows there are. */
async function* lines(client: PoolClient, label: string, rows: LastLine['rows']): AsyncGenerator<string> {
  const query: Query = async (text, values) => (await client.query<Record<string, unknown>>(text, values)).rows;
  yield line(await headerOf(query, label));
  for (const [table, columns] of await readColumns(query, keptTables())) {
    yield line({ table, columns } satisfies TableLine);
    rows[table] = 0;
    for await (const texts of batchesOf(client, table, columns)) {
      rows[table] += texts.length;
      yield `${texts.join('\n')}\n`;
    }
  }
  yield line({ rows } satisfies LastLine);
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

async function headerOf(query: Query, label: string): Promise<Header> {
  const [{ exists } = {}] = await query(`select to_regclass('${journal}') is not null as exists`);
  if (exists !== true)
    throw new DatabaseError(`${label} has not been set up by Typedo, so there is nothing to back up.`);
  const migrations = [...(await readApplied(query))].toSorted(); // their names begin with their time
  const newer = unknownMigration('postgresql', migrations);
  if (newer !== undefined)
    throw new DatabaseError(`${label} was changed by a newer Typedo (${newer}). Back it up with that one.`);
  return { typedo: 'backup', format, contract: contractVersion, madeAt: new Date().toISOString(), migrations };
}

/** The rows of a table as JSON, by a cursor. */
async function* batchesOf(client: PoolClient, table: string, columns: readonly string[]): AsyncGenerator<string[]> {
  await client.query(
    `declare typedo_rows no scroll cursor for select row_to_json(row)::text from (select ${listOf(columns)} from "${table}") as row`,
  );
  for (let next = 100; ;) {
    const { rows } = await client.query<[string]>({ text: `fetch ${next} from typedo_rows`, rowMode: 'array' });
    if (rows.length === 0) break;
    const texts = rows.map(([text]) => text);
    yield texts;
    const characters = texts.reduce((sum, { length }) => sum + length, 0);
    next = Math.max(1, Math.min(batch.rows, Math.floor((batch.characters * rows.length) / characters)));
  }
  await client.query('close typedo_rows');
}
