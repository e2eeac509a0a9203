import Sqlite from 'better-sqlite3';
import type { Dialect } from '@typedo/db';
import { migrate } from '@typedo/db';
import pg from 'pg';
import type { Contender } from '../contenders/contender.ts';
import type { Seed } from './cast.ts';
import { peerTables } from './peer-tables.ts';
import { peerRows, typedoRows, type Rows } from './rows.ts';

/** Which tables, and where: `url` is `sqlite:path` or `postgres://…` of an empty database. */
export interface Place {
  readonly dialect: Dialect;
  readonly tables: Contender['tables'];
  readonly url: string;
}

/** Makes the tables, writes everybody's rows, and leaves the database as one that has run for a while: analyzed and checkpointed. */
export async function fill({ dialect, tables, url }: Place, seeds: readonly Seed[]): Promise<void> {
  if (tables === 'typedo') await migrate({ url });
  await using target = dialect === 'sqlite' ? openSqlite(url.slice('sqlite:'.length)) : await openPostgres(url);
  if (tables === 'peer') await target.run(peerTables(dialect));
  for (const seed of seeds) {
    for (const rows of tables === 'typedo' ? typedoRows(seed, dialect) : peerRows(seed, dialect))
      await target.insert(rows);
  }
  await target.settle();
}

interface Target extends AsyncDisposable {
  run(sql: string): Promise<unknown>;
  insert(rows: Rows): Promise<void>;
  settle(): Promise<void>;
}

function openSqlite(file: string): Target {
  const db = new Sqlite(file);
  db.pragma('journal_mode = WAL');
  return {
    run: async (sql) => db.exec(sql),
    async insert([table, rows]) {
      const columns = Object.keys(rows[0] ?? {});
      const places = columns.map((column) => `@${column}`);
      const statement = db.prepare(`insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`);
      const write = db.transaction(() => {
        // SQLite has no booleans, and the driver takes none.
        for (const row of rows) {
          statement.run(
            Object.fromEntries(
              Object.entries(row).map(([column, value]) => [
                column,
                typeof value === 'boolean' ? Number(value) : value,
              ]),
            ),
          );
        }
      });
      write();
    },
    async settle() {
      db.exec('analyze; vacuum');
      db.pragma('wal_checkpoint(truncate)');
    },
    async [Symbol.asyncDispose]() {
      db.close();
    },
  };
}

/** Rows of one statement: few enough that their JSON stays small. */
const chunk = 5_000;

async function openPostgres(url: string): Promise<Target> {
  const client = new pg.Client(url);
  await client.connect();
  return {
    run: (sql) => client.query(sql),
    async insert([table, rows]) {
      const columns = Object.keys(rows[0] ?? {}).join(', ');
      const sql = `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`;
      for (let from = 0; from < rows.length; from += chunk) {
        await client.query(sql, [JSON.stringify(rows.slice(from, from + chunk))]);
      }
    },
    async settle() {
      await client.query('vacuum (analyze)');
      await client.query('checkpoint');
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
