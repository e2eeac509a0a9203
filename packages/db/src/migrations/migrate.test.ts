import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { lockFile } from '../connect/sqlite-lock.ts';
import { createOrm } from '../database.ts';
import { startChild } from '../testing/child.ts';
import { dialects, setupPlace } from '../testing/index.ts';
import { contentsOf, migration, withMore } from '../testing/migrations.ts';
import { setupTcpProxy } from '../testing/tcp-proxy.ts';
import { migrations } from './list.ts';
import { migrate } from './migrate.ts';

for (const dialect of dialects) {
  const ours = migrations[dialect].map(({ name }) => name);

  describe(dialect, () => {
    it('sets up an empty database, once, and says so', async () => {
      await using place = await setupPlace(dialect, { migrated: false });
      const lines: string[] = [];
      const log = (line: string) => lines.push(line);
      expect(await migrate({ url: place.url, log })).toEqual(ours);
      expect(lines).toEqual(ours.map((name) => `Ran the migration ${name}`));
      expect(await migrate({ url: place.url, log })).toEqual([]);
      expect(lines).toHaveLength(ours.length);
      await using database = await createOrm({ url: place.url });
      await database.ready(5_000);
    });

    it('makes the very schema that the entities describe', async () => {
      await using place = await setupPlace(dialect, { migrated: false });
      await migrate({ url: place.url });
      // The rules of a dialect must not add up, nor get into the other one, when several databases are open.
      await using _other = await createOrm({ url: place.url });
      await using database = await createOrm({ url: place.url });
      expect(await database.orm.schema.getUpdateSchemaSQL()).toBe('');
    });

    it('runs each migration once though several processes start together', async () => {
      await using place = await setupPlace(dialect, { migrated: false });
      await using stack = new AsyncDisposableStack();
      const servers = Array.from({ length: 3 }, () =>
        stack.use(
          startChild(`
            const { migrate } = await import('./index.ts');
            say('here');
            await go();
            say(await migrate({ url: ${JSON.stringify(place.url)} }));
          `),
        ),
      );
      for (const server of servers) await server.line();
      for (const server of servers) server.go();
      const done = await Promise.all(servers.map((server) => server.line()));
      expect(done.toSorted()).toEqual([JSON.stringify(ours), '[]', '[]']);
    });

    it('waits for another server that migrates, with a line that says so, and not for ever', async () => {
      await using place = await setupPlace(dialect, { migrated: false });
      const release = await holdLock(place.url);
      await expect(migrate({ url: place.url, waitMs: 300 })).rejects.toMatchObject({
        name: 'DatabaseError',
        message: expect.stringMatching(/^Waited in vain for .+ has (the lock|it)\)\. \S.+\.$/),
      });
      const waits: string[] = [];
      const onWait = (line: string) => {
        waits.push(line);
        void release();
      };
      expect(await migrate({ url: place.url, onWait })).toEqual(ours);
      expect(waits[0]).toMatch(
        /^Waiting for (the lock on|another server that migrates) .+ has (the lock|it)\); trying again in 0\.3 s$/,
      );
    });

    it('leaves everything as it was when a migration fails', async () => {
      await using place = await setupPlace(dialect, { migrated: true });
      await using database = await createOrm({ url: place.url });
      const at = new Date().toISOString();
      await database
        .kysely()
        .insertInto('users')
        .values({ id: 'ada', name: 'Ada', email: 'a@b.c', created_at: at, updated_at: at })
        .execute();
      const before = await contentsOf(database);
      const good = migration(
        '20990101000000-good',
        'create table notes (id integer)',
        `update users set name = 'changed'`,
      );
      const bad = migration('20990102000000-bad', 'create table more (id integer)', 'insert into nowhere values (1)');
      await expect(migrate({ url: place.url }, withMore(dialect, good, bad))).rejects.toThrow('nowhere');
      expect(await contentsOf(database)).toEqual(before);
      expect(await migrate({ url: place.url }, withMore(dialect, good))).toEqual([good.name]);
      expect(await contentsOf(database)).not.toEqual(before);
    });

    it('leaves an empty database empty when the first migration fails', async () => {
      await using place = await setupPlace(dialect, { migrated: false });
      const bad = {
        ...migrations,
        [dialect]: [migration('20990101000000-bad', 'create table notes (id integer)', 'oops')],
      };
      await expect(migrate({ url: place.url }, bad)).rejects.toThrow('oops');
      await using database = await createOrm({ url: place.url });
      const tables = dialect === 'sqlite' ? 'sqlite_schema' : `pg_class where relnamespace = 'public'::regnamespace`;
      expect(await database.orm.em.execute(`select * from ${tables}`)).toEqual([]);
    });

    it('is not ready before every migration has run', async () => {
      await using place = await setupPlace(dialect, { migrated: false });
      await using database = await createOrm({ url: place.url });
      await expect(database.ready(5_000)).rejects.toThrow(`The migration ${ours[0]} has not run yet`);
      await migrate({ url: place.url });
      await database.ready(5_000);
    });

    it('works on with a database that a newer program has changed, and says so', async () => {
      await using place = await setupPlace(dialect, { migrated: true });
      await migrate(
        { url: place.url },
        withMore(dialect, migration('20990101000000-newer', 'create table notes (id integer)')),
      );
      const lines: string[] = [];
      expect(await migrate({ url: place.url, log: (line) => lines.push(line) })).toEqual([]);
      expect(lines).toEqual([
        'A newer Typedo has changed this database (20990101000000-newer); this one goes on with it',
      ]);
      await using database = await createOrm({ url: place.url });
      await database.ready(5_000);
    });
  });
}

describe('sqlite', () => {
  it('waits no longer once another server has migrated, though that one keeps the file', async () => {
    await using place = await setupPlace('sqlite', { migrated: true });
    using stack = new DisposableStack();
    const last = stack.adopt(new Sqlite(place.url.slice('sqlite:'.length)), (connection) => void connection.close());
    const name = migrations.sqlite.at(-1)?.name;
    last.prepare('delete from typedo_migrations where name = ?').run(name);
    stack.defer(lockFile(place.url.slice('sqlite:'.length)));
    const onWait = () => void last.prepare('insert into typedo_migrations (name) values (?)').run(name);
    expect(await migrate({ url: place.url, onWait, waitMs: 5_000 })).toEqual([]);
  });
});

describe('postgresql', () => {
  it('migrates past a pooler, on the direct URL', async () => {
    await using place = await setupPlace('postgresql', { migrated: false });
    await using pooler = await setupTcpProxy(place.url);
    expect(await migrate({ url: pooler.url, directUrl: place.url })).toEqual(
      migrations.postgresql.map(({ name }) => name),
    );
    expect(pooler.greetings).toHaveLength(1); // to ask whether it is the same database
  });

  it('brings a database of the first release to the newest schema while a server writes several tasks', async () => {
    await using place = await setupPlace('postgresql', { migrated: false });
    await migrate({ url: place.url }, { ...migrations, postgresql: migrations.postgresql.slice(0, 1) });
    await using writer = await connect(place.url);
    await writer.query(
      `insert into users (id, name, email, created_at, updated_at) values ('ada', 'Ada', 'a', now(), now())`,
    );
    // As servers of the first release did: the tasks, the head, the tasks again.
    await writer.query('begin');
    await writer.query(`select from tasks where user_id = 'ada' order by id for no key update`);
    await writer.query(`insert into heads (user_id, seq, open, complete, deleted) values ('ada', 0, 0, 0, 0)
      on conflict (user_id) do update set seq = heads.seq`);
    const migrating = migrate({ url: place.url });
    await expect.poll(() => waitingIn(writer)).toBe(1);
    await writer.query(`insert into tasks (user_id, id, title, complete, created_at, updated_at, seq)
      values ('ada', gen_random_uuid(), 'Milk', false, now(), now(), 1)`);
    await writer.query('commit');
    expect(await migrating).toEqual(migrations.postgresql.slice(1).map(({ name }) => name));
    expect((await writer.query('select title from tasks')).rows).toEqual([{ title: 'Milk' }]);
  });

  it('begins again when the database ends it for the sake of another transaction, and says so', async () => {
    await using place = await setupPlace('postgresql', { migrated: true });
    await using client = await connect(place.url);
    await client.query('create sequence attempts'); // which no rollback sets back
    const refusedFirst = migration(
      '20990101000000-refused',
      'create table notes (id integer)',
      `do $$ begin if nextval('attempts') = 1 then raise exception using errcode = '40P01'; end if; end $$`,
    );
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const done = await migrate({ url: place.url, log, onWait: log }, withMore('postgresql', refusedFirst));
    expect(done).toEqual([refusedFirst.name]);
    expect(lines).toEqual([
      'Waiting for the tables (programs are using them); trying again in 0.3 s',
      `Ran the migration ${refusedFirst.name}`,
    ]);
    expect((await client.query('select nextval($1)::int as attempt', ['attempts'])).rows).toEqual([{ attempt: 3 }]);
    expect((await client.query('select * from notes')).rows).toEqual([]);
  });

  it('gives a migration all the time that it takes, whatever the database allows otherwise', async () => {
    await using place = await setupPlace('postgresql', { migrated: true });
    const limited = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout'];
    await using client = await connect(place.url);
    for (const limit of limited)
      await client.query(
        `do $$ begin execute format('alter database %I set ${limit} = %L', current_database(), '2min'); end $$`,
      );
    const settings = migration(
      '20990101000000-settings',
      'create table settings as select name, setting from pg_settings',
    );
    await migrate({ url: place.url }, withMore('postgresql', settings));
    await using database = await createOrm({ url: place.url });
    const limits = await database.orm.em.execute(
      `select distinct setting from settings where name in (${limited.map((limit) => `'${limit}'`).join(', ')})`,
    );
    expect(limits).toEqual([{ setting: '0' }]);
  });
});

/** Takes the lock of a server that migrates, and gives what releases it. */
async function holdLock(url: string): Promise<() => void | Promise<void>> {
  if (url.startsWith('sqlite:')) return lockFile(url.slice('sqlite:'.length));
  const client = await connect(url);
  await client.query('select pg_advisory_lock(7316532)');
  return () => client.end();
}

async function connect(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client(url);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

/** How many locks are waited for in the database of a connection. */
async function waitingIn(client: pg.Client): Promise<number | null> {
  const { rowCount } = await client.query(
    `select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())`,
  );
  return rowCount;
}
