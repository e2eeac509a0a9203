import type { TestDatabase } from '@typedo/db/testing';

/** Switches PostgreSQL's log of all statements on, and ends the connections that were opened without it. */
export async function logStatements(database: TestDatabase): Promise<void> {
  if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
  const client = await database.pool.connect();
  const name = new URL(database.url).pathname.slice(1); // of our own making, so it needs no quotes
  await client.query(`alter database ${name} set log_statement = 'all'`);
  await client.query(
    'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  client.release(true);
}
