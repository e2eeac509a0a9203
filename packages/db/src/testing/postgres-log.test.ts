import pg from 'pg';
import { expect, inject, test } from 'vitest';

import { createPostgresDatabase } from './postgres-database.ts';
import { readLog, readStatements } from './postgres-log.ts';

const { url, logFile } = inject('postgres');

// A server from outside keeps its log to itself.
test.skipIf(logFile === undefined)(
  "the log tells a database's statements from its parameters and its neighbours",
  async () => {
    const file = logFile ?? '';
    await using watched = await createPostgresDatabase(url);
    await using other = await createPostgresDatabase(url);
    for (const { name } of [watched, other]) await query(url, `alter database ${name} set log_statement = 'all'`);
    await query(watched.url, 'select 1');
    await query(other.url, 'select 2');
    await query(watched.url, 'select\n\t$1::text', ['a\nsecret']);
    await query(watched.url, 'select 1 / 0').catch(() => {});

    expect(await readStatements(file, watched.name)).toEqual(['select 1', 'select\n\t$1::text', 'select 1 / 0']);
    expect(await readStatements(file, other.name)).toEqual(['select 2']);
    const log = await readLog(file, watched.name);
    expect(log).toContainEqual({ level: 'DETAIL', text: "Parameters: $1 = 'a\nsecret'" });
    expect(log).toContainEqual({ level: 'ERROR', text: 'division by zero' });
  },
);

async function query(database: string, sql: string, values?: string[]): Promise<void> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    await client.query(sql, values);
  } finally {
    await client.end();
  }
}
