import Sqlite from 'better-sqlite3';
import pg from 'pg';
import type { Dialect } from '../database.ts';
import { migrations } from '../migrations/list.ts';
import { migrate } from '../migrations/migrate.ts';
import { journal } from '../migrations/options.ts';
import { firstRows, type FirstOwner, type FirstRow } from './first-rows.ts';
import { setupPlace, type TestPlace } from './setup-place.ts';

/** A database as the first release left it, filled. Nobody has it open. */
export interface FirstPlace extends TestPlace {
  /** Every row of every table, with the columns of the first schema alone, each as JSON. */
  rows(): Promise<Record<string, string[]>>;
  /** The names of the migrations that have run, each as often as it is noted. */
  ran(): Promise<string[]>;
  /** What the database itself finds wrong with it: nothing, if it is whole. */
  faults(): Promise<unknown[]>;
  /** Keeps tasks from being changed, and so a migration waiting in the middle, until what it gives is called. */
  hold(): Promise<() => Promise<void>>;
  /** Whether a program is just migrating; on SQLite nobody can tell. */
  isMigrating(): Promise<boolean>;
}

/** Sets up the schema of the first migration alone, and fills every table through plain SQL. */
export async function setupFirstSchema(dialect: Dialect, owner: FirstOwner): Promise<FirstPlace> {
  const place = await setupPlace(dialect, { migrated: false });
  await migrate({ url: place.url }, { ...migrations, [dialect]: migrations[dialect].slice(0, 1) });
  const columns = await fill(place.url, firstRows(owner));
  return {
    url: place.url,
    async rows() {
      await using client = await connect(place.url);
      const rows: Record<string, string[]> = {};
      for (const [table, names] of Object.entries(columns)) {
        const found = await client.query(`select ${names.join(', ')} from ${table} order by ${names.join(', ')}`);
        rows[table] = found.map((row) => JSON.stringify(row)).toSorted();
      }
      return rows;
    },
    async ran() {
      await using client = await connect(place.url);
      return (await client.query(`select name from ${journal} order by id`)).map(({ name }) => String(name));
    },
    async faults() {
      await using client = await connect(place.url);
      if (dialect === 'postgresql')
        return await client.query(`select conname from pg_constraint where not convalidated union all
          select indexrelid::regclass::text from pg_index where not indisvalid`);
      const found = await client.query(
        'select * from pragma_integrity_check union all select "table" from pragma_foreign_key_check',
      );
      return found.filter((row) => Object.values(row)[0] !== 'ok');
    },
    async hold() {
      const client = await connect(place.url);
      await client.query(dialect === 'sqlite' ? 'begin immediate' : 'begin');
      if (dialect === 'postgresql') await client.query('lock table tasks in row exclusive mode');
      return async () => {
        await client.query('rollback');
        await client[Symbol.asyncDispose]();
      };
    },
    async isMigrating() {
      if (dialect === 'sqlite') return false;
      await using client = await connect(place.url);
      const locks = `select from pg_locks where locktype = 'advisory' and granted
        and database = (select oid from pg_database where datname = current_database())`;
      return (await client.query(locks)).length > 0;
    },
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

interface Client extends AsyncDisposable {
  query(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
}

async function connect(url: string): Promise<Client> {
  if (url.startsWith('sqlite:')) {
    const client = new Sqlite(url.slice('sqlite:'.length));
    return {
      query: async (sql, parameters = []) => {
        const statement = client.prepare<unknown[], Record<string, unknown>>(sql);
        if (statement.reader) return statement.all(...parameters);
        statement.run(...parameters);
        return [];
      },
      [Symbol.asyncDispose]: async () => void client.close(),
    };
  }
  const client = new pg.Client(url);
  await client.connect();
  return {
    query: async (sql, parameters = []) => (await client.query<Record<string, unknown>>(sql, parameters)).rows,
    [Symbol.asyncDispose]: () => client.end(),
  };
}

/** Inserts the rows, and gives the columns of each table. */
async function fill(url: string, rows: Record<string, FirstRow[]>): Promise<Record<string, string[]>> {
  await using client = await connect(url);
  const isSqlite = url.startsWith('sqlite:');
  const columns: Record<string, string[]> = {};
  await client.query('begin');
  for (const [table, all] of Object.entries(rows)) {
    const sql = isSqlite
      ? `select name from pragma_table_info('${table}')`
      : `select attname as name from pg_attribute where attrelid = '${table}'::regclass and attnum > 0`;
    columns[table] = (await client.query(sql)).map(({ name }) => String(name));
    if (!isSqlite) {
      const insert = `insert into ${table} select * from json_populate_recordset(null::${table}, $1)`;
      await client.query(insert, [JSON.stringify(all)]);
      continue;
    }
    for (const row of all) {
      const names = Object.keys(row);
      const insert = `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`;
      await client.query(
        insert,
        names.map((name) => sqliteValue(table, row[name] ?? null)),
      );
    }
  }
  await client.query('commit');
  return columns;
}

/** Accounts keep their times as text there, tasks as milliseconds. */
function sqliteValue(table: string, value: FirstRow[string]): unknown {
  if (typeof value === 'boolean') return Number(value);
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(value);
  return isTime && ['tasks', 'changes', 'mutations'].includes(table) ? Date.parse(value) : value;
}
