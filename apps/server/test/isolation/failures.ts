import { setTimeout as sleep } from 'node:timers/promises';
import { createOrm, type Dialect, type PostgresDatabase, type SqliteDatabase } from '@typedo/db';
import { sql } from 'kysely';
import type { TestServer } from '../setup-server.ts';
import type { Account } from './accounts.ts';
import { canary } from './internal-text.ts';

/** One real way in which what is below the procedures fails. */
export interface Failure {
  readonly name: string;
  /** What the log must say of it. */
  readonly log: RegExp;
  /** Whether reading fails as well, so that an open stream ends. */
  readonly reads: boolean;
  /** Whether a call waits for seconds: then only some are made. */
  readonly slow?: boolean;
  /** Whether the very calls are repeated that were answered before. */
  readonly replay?: boolean;
  /** Breaks it; `cut` breaks the line to the database. What is given mends it. */
  break(world: {
    server: TestServer;
    account: Account;
    cut: () => Promise<void>;
  }): Promise<(() => Promise<void>) | void>;
}

const tables = ['tasks', 'heads', 'changes', 'mutations', 'epochs', 'sessions', 'users', 'api_keys', 'credentials'];
const columns = {
  tasks: 'title',
  heads: 'seq',
  changes: 'kind',
  mutations: 'hash',
  epochs: 'epoch',
  sessions: 'token',
  users: 'email',
  api_keys: 'start',
  credentials: 'password',
};

/** The failures that a database of this dialect can have. */
export function failuresOf(dialect: Dialect): Failure[] {
  return [...common, ...(dialect === 'sqlite' ? ofSqlite : ofPostgres)];
}

const quoted = canary.replaceAll(`'`, `''`);

const run = async ({ database }: TestServer, statements: string[]): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(database.kysely());
};

const common: Failure[] = [
  {
    name: 'the tables are gone',
    log: /no such table|does not exist/,
    reads: true,
    break: ({ server }) =>
      run(
        server,
        tables.map((table) => `alter table ${table} rename to gone_${table}`),
      ),
  },
  {
    name: 'columns are gone',
    log: /no such column|does not exist/,
    reads: true,
    break: ({ server }) =>
      run(
        server,
        Object.entries(columns).map(([table, column]) => `alter table ${table} rename column ${column} to gone`),
      ),
  },
  {
    name: 'the database is closed',
    log: /not open|closed|destroyed|end on the pool/i,
    reads: true,
    break: ({ server }) => server.database.close(),
  },
];

const sqliteOf = ({ database }: TestServer): SqliteDatabase => {
  if (database.dialect !== 'sqlite') throw new Error('Expected SQLite');
  return database;
};

const ofSqlite: Failure[] = [
  {
    name: 'a CHECK refuses every row',
    log: /CHECK constraint failed: secret_canary/,
    reads: false,
    async break({ server }) {
      const { writer } = sqliteOf(server);
      writer.unsafeMode(true).pragma('writable_schema = ON');
      const names = tables.map((table) => `'${table}'`).join();
      writer.exec(`update sqlite_schema set sql = substr(sql, 1, length(sql) - 1) || ', constraint secret_canary check (0))'
        where type = 'table' and name in (${names})`);
      writer.pragma('writable_schema = RESET');
      writer.pragma(`schema_version = ${Number(writer.pragma('schema_version', { simple: true })) + 1}`);
    },
  },
  {
    name: 'triggers refuse every change',
    log: /secret canary/,
    reads: false,
    break: ({ server }) =>
      run(
        server,
        tables.flatMap((table) =>
          ['insert', 'update', 'delete'].map(
            (event) =>
              `create trigger ${table}_${event} before ${event} on ${table} begin select raise(abort, '${quoted}'); end`,
          ),
        ),
      ),
  },
  {
    name: 'reading calls what is not there',
    log: /secret_canary/,
    reads: true,
    break: ({ server }) =>
      run(
        server,
        tables.flatMap((table) => [
          `alter table ${table} rename to gone_${table}`,
          `create view ${table} as select * from gone_${table} where secret_canary()`,
        ]),
      ),
  },
  {
    name: 'the file may only be read',
    log: /readonly/,
    reads: false,
    break: async ({ server }) => void sqliteOf(server).writer.pragma('query_only = ON'),
  },
  {
    name: 'the disk is full',
    log: /full/,
    reads: false,
    async break({ server, account }) {
      const { writer } = sqliteOf(server);
      writer.pragma(`max_page_count = ${Number(writer.pragma('page_count', { simple: true }))}`);
      const { task } = account.person.typedo({ attempts: 1 });
      const description = 'x'.repeat(1000);
      for (let left = 200; left > 0; left--) {
        const full = await task.create.mutate({ title: 'Filling', description }).then(
          () => false,
          () => true,
        );
        if (full) return;
      }
      throw new Error('The disk was not full');
    },
  },
  {
    name: 'another program holds the file',
    log: /locked/,
    reads: false,
    slow: true,
    async break({ server }) {
      const other = await createOrm({ url: server.database.url });
      if (other.dialect === 'sqlite') other.writer.exec('begin immediate');
      return () => other.close();
    },
  },
  {
    name: 'what is stored is not valid',
    log: /JSON|invalid|expected/i,
    reads: true,
    replay: true,
    async break({ server }) {
      sqliteOf(server).writer.pragma('ignore_check_constraints = ON');
      await run(server, [...invalidRows, `update api_keys set created_at = '${quoted}'`]);
    },
  },
];

/** What no statement of ours would store. */
const invalidRows = [
  `update tasks set title = '${'secret canary '.repeat(20)}'`,
  `update heads set open = -1, complete = -1`,
  `update changes set fields_before = '${quoted} {', fields_after = '${quoted} {'`,
  `update mutations set outcome = '${quoted} {'`,
  `update epochs set epoch = 'NO EPOCH'`,
  `update credentials set password = '${quoted}'`,
  `update api_keys set permissions = '${quoted}'`,
];

const postgresOf = ({ database }: TestServer): PostgresDatabase => {
  if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
  return database;
};

const terminateAll =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

const ofPostgres: Failure[] = [
  {
    name: 'a CHECK refuses every row',
    log: /secret_canary/,
    reads: false,
    break: ({ server }) =>
      run(
        server,
        tables.map((table) => `alter table ${table} add constraint secret_canary check (false) not valid`),
      ),
  },
  {
    name: 'triggers refuse every change',
    log: /secret canary/,
    reads: false,
    break: ({ server }) =>
      run(server, [
        canaryFunction('trigger'),
        ...tables.map(
          (table) =>
            `create trigger canary before insert or update or delete on ${table} for each row execute function canary()`,
        ),
      ]),
  },
  {
    name: 'reading raises an error',
    log: /secret canary/,
    reads: true,
    break: ({ server }) =>
      run(server, [
        canaryFunction('boolean'),
        ...tables.flatMap((table) => [
          `alter table ${table} rename to gone_${table}`,
          `create view ${table} as select * from gone_${table} where canary()`,
        ]),
      ]),
  },
  {
    name: 'the database may only be read',
    log: /read-only/,
    reads: false,
    async break({ server }) {
      const name = new URL(server.database.url).pathname.slice(1);
      await run(server, [`alter database ${name} set default_transaction_read_only = on`]);
      const client = await postgresOf(server).pool.connect();
      await client.query(terminateAll);
      client.release(true); // it was opened before as well
    },
  },
  {
    name: 'the line is cut',
    log: /could not be answered|cannot/,
    reads: true,
    break: ({ cut }) => cut(),
  },
  {
    name: 'connections are terminated again and again',
    log: /terminat/,
    reads: false,
    async break({ server }) {
      const other = await createOrm({ url: server.database.url, pool: { min: 0, max: 1 } });
      const end = new AbortController();
      const loop = (async () => {
        while (!end.signal.aborted && other.dialect === 'postgresql') {
          await other.pool.query(terminateAll);
          await sleep(1);
        }
      })();
      return async () => {
        end.abort();
        await loop;
        await other.close();
      };
    },
  },
  {
    name: 'statements take too long',
    log: /timeout/,
    reads: true,
    slow: true,
    async break({ server }) {
      const other = await createOrm({ url: server.database.url, pool: { min: 0, max: 1 } });
      if (other.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
      const client = await other.pool.connect();
      await client.query(`set idle_in_transaction_session_timeout = 0; begin; lock table ${tables.join()}`);
      return async () => {
        client.release(true);
        await other.close();
      };
    },
  },
  {
    name: 'what is stored is not valid',
    log: /JSON|invalid|expected/i,
    reads: true,
    replay: true,
    break: ({ server }) => run(server, ['alter table tasks drop constraint tasks_title_length', ...invalidRows]),
  },
];

function canaryFunction(returns: string): string {
  return `create function canary() returns ${returns} language plpgsql as $$ begin raise exception '${quoted}'; end $$`;
}
