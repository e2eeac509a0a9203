import { mkdtempDisposableSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@typedo/contract';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createOrm } from '../database.ts';
import { migrations } from '../migrations/list.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Principal } from '../principal.ts';
import { Refused } from '../refused.ts';
import type { TaskStore } from '../task/task-store.ts';
import { setupPlace, setupStore } from '../testing/index.ts';
import { migration, withMore } from '../testing/migrations.ts';
import { applied, change, creation, move, write, writeAll } from '../testing/tasks.ts';
import { setupTcpProxy } from '../testing/tcp-proxy.ts';
import { backup } from './backup.ts';
import { restore } from './restore.ts';

describe('restoring PostgreSQL under running servers', () => {
  it('shows them what was there until the commit, and lets writes wait for what is there then', async () => {
    using folder = setupFolder();
    await using world = await setupStore('postgresql');
    const { store, database } = world;
    const ada = await world.principal();
    const kept = await applied(store, ada, creation({ title: 'In the backup' }));
    await backup({ url: database.url, file: folder.file });
    await applied(store, ada, creation({ title: 'Since then' }));
    const cursor = await store.position(ada);

    // Loading the epochs, which are the last table, waits for us.
    await using client = await connect(database.url);
    await client.query(`create function wait() returns trigger language plpgsql
      as 'begin perform pg_advisory_xact_lock(42); return new; end'`);
    await client.query('create trigger waits before insert on epochs for each row execute function wait()');
    await client.query('select pg_advisory_lock(42)');
    const restoring = restore({ url: database.url, file: folder.file, replace: true });
    const waiting = async (type: string) =>
      (
        await client.query(
          `select from pg_locks where locktype = $1 and not granted and database = (select oid from pg_database where datname = current_database())`,
          [type],
        )
      ).rowCount;
    await expect.poll(() => waiting('advisory')).toBe(1);
    expect(
      (await store.list(ada, { deleted: false, order: 'oldest', limit: 10 })).tasks.map(({ title }) => title),
    ).toEqual(['In the backup', 'Since then']);
    const writing = write(store, ada, change(kept.id, { complete: true }));
    await expect.poll(() => waiting('relation')).toBe(1);
    await client.query('select pg_advisory_unlock(42)');

    expect(await restoring).toMatchObject({ accounts: 1, tasks: 1 });
    expect(await writing).toMatchObject({ tasks: [{ title: 'In the backup', complete: true }] });
    expect(await store.pull(ada, { cursor, limit: 10 })).toMatchObject({ reset: true });
    expect(await store.pull(ada, { cursor: null, limit: 10 })).toMatchObject({
      tasks: [{ title: 'In the backup', complete: true }],
      hasMore: false,
    });
  });

  it('succeeds though they write without pause, and leaves each account consistent', async () => {
    using folder = setupFolder();
    await using world = await setupStore('postgresql');
    const { store, database } = world;
    const people = [await world.principal(), await world.principal(), await world.principal()];
    for (const person of people) await applied(store, person, creation());
    await backup({ url: database.url, file: folder.file });
    const older = `${folder.file}.older`;
    await backUpOlder(older, people);
    const pace = { stopped: false, written: 0 };
    const writeOn = async (person: Principal) => {
      for (; !pace.stopped; pace.written++) {
        const { id, mutationId } = creation();
        await answered(writeAll(store, person, [creation({ id, mutationId }), creation(), move('delete', id)]));
        await answered(write(store, person, creation()));
        await answered(write(store, person, change(id, { title: 'Changed' })));
      }
    };
    const writers = [...people, ...people].map(writeOn);
    for (const file of [folder.file, older, folder.file]) {
      const before = pace.written;
      await restore({ url: database.url, file, replace: true });
      await expect.poll(() => pace.written).toBeGreaterThan(before + 10);
    }
    pace.stopped = true;
    await Promise.all(writers);
    await using client = await connect(database.url);
    for (const { userId } of people) {
      const { rows } = await client.query<Record<string, unknown>>(
        `select heads.seq, (select count(*) from changes where user_id = $1) as changes, (select max(seq) from changes where user_id = $1) as last,
           open + complete + deleted = (select count(*) from tasks where user_id = $1) as counted from heads where user_id = $1`,
        [userId],
      );
      const seq = rows[0]?.['seq'];
      expect(rows).toEqual([{ seq, changes: seq, last: seq, counted: true }]);
    }
  });

  it('goes on with their prepared statements, also when an older release made other tables', async () => {
    using folder = setupFolder();
    await using world = await setupStore('postgresql');
    const { store, database } = world;
    const ada = await world.principal();
    await useAll(store, ada);
    await backUpOlder(folder.file, [ada]);
    await restore({ url: database.url, file: folder.file, replace: true });
    // On every connection that the pool has.
    await Promise.all(Array.from({ length: 10 }, () => useAll(store, ada)));
    expect(await store.count(ada)).toEqual({ open: 10, complete: 10, deleted: 10 });
  });

  it('waits for the tables, and says so', async () => {
    using folder = setupFolder();
    await using world = await setupStore('postgresql');
    const { url } = world.database;
    await backup({ url, file: folder.file });
    await using client = await connect(url);
    await client.query('begin; lock table tasks in row exclusive mode');
    const waits: string[] = [];
    const onWait = (line: string) => {
      waits.push(line);
      void client.query('rollback');
    };
    await restore({ url, file: folder.file, onWait });
    expect(waits).toEqual(['Waiting for the tables (programs are using them); trying again in 0.3 s']);
  });
});

describe('PostgreSQL', () => {
  it('is neither backed up nor restored by a program that is older than its tables', async () => {
    using folder = setupFolder();
    await using place = await setupPlace('postgresql', { migrated: true });
    await backup({ url: place.url, file: folder.file });
    const newer = migration('20990101000000-newer', 'create table notes (id integer)');
    await migrate({ url: place.url }, withMore('postgresql', newer));
    const said = 'was changed by a newer Typedo (20990101000000-newer).';
    await expect(backup({ url: place.url, file: `${folder.file}2` })).rejects.toThrow(
      `${said} Back it up with that one.`,
    );
    await expect(restore({ url: place.url, file: folder.file })).rejects.toThrow(`${said} Restore with that one.`);
  });

  it('is not restored by dropping what others made', async () => {
    using folder = setupFolder();
    await using place = await setupPlace('postgresql', { migrated: true });
    await backup({ url: place.url, file: folder.file });
    await using target = await setupPlace('postgresql', { migrated: false });
    await migrate({ url: target.url }, { ...migrations, postgresql: migrations.postgresql.slice(0, 1) });
    await using client = await connect(target.url);
    await client.query('create table theirs (id text references users)');
    await expect(restore({ url: target.url, file: folder.file })).rejects.toThrow(
      /cannot be used \(SQLSTATE 2BP01\)\.$/,
    );
    await client.query('alter table theirs drop constraint theirs_id_fkey');
    await restore({ url: target.url, file: folder.file });
    expect((await client.query('select * from theirs')).rows).toEqual([]);
    await using database = await createOrm({ url: target.url });
    await database.ready(5_000);
  });

  it('going away in the middle of a backup is told in one line, and leaves no file', async () => {
    using folder = setupFolder();
    await using place = await setupPlace('postgresql', { migrated: true });
    await using proxy = await setupTcpProxy(place.url);
    await using client = await connect(place.url);
    await client.query('begin; lock table changes in access exclusive mode');
    const backingUp = backup({ url: proxy.url, file: folder.file }).then(() => 'It was backed up', String);
    const waiting = async () =>
      (
        await client.query(
          `select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())`,
        )
      ).rowCount;
    await expect.poll(waiting).toBe(1);
    await proxy.cut();
    expect(await backingUp).toMatch(/^DatabaseError: PostgreSQL .+ went away in the middle \([^\n]+\)\. Try again\.$/);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

function setupFolder(): { path: string; file: string } & Disposable {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-backup-'));
  return { path: folder.path, file: join(folder.path, 'typedo.backup'), [Symbol.dispose]: () => folder.remove() };
}

async function connect(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client(url);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

/** A backup of the first release, with these accounts and nothing else. */
async function backUpOlder(file: string, people: readonly Principal[]): Promise<void> {
  await using place = await setupPlace('postgresql', { migrated: false });
  await migrate({ url: place.url }, { ...migrations, postgresql: migrations.postgresql.slice(0, 1) });
  await using client = await connect(place.url);
  for (const { userId } of people)
    await client.query(
      `insert into users (id, name, email, created_at, updated_at) values ($1::text, 'Ada', $1::text, now(), now())`,
      [userId],
    );
  await backup({ url: place.url, file });
}

/** Every method and every form of a write, each of them a prepared statement. Leaves one task in each state. */
async function useAll(store: TaskStore, person: Principal): Promise<void> {
  const { id } = await applied(store, person, creation());
  await applied(store, person, change(id, { title: 'Changed' }));
  await applied(store, person, move('delete', id));
  await applied(store, person, move('restore', id));
  await writeAll(store, person, [creation({ complete: true }), creation({ id: newId() }), move('delete', id)]);
  await store.list(person, { deleted: false, order: 'newest', limit: 10 });
  await store.byId(person, { id });
  await store.history(person, { id, limit: 10 });
  await store.count(person);
  await store.pull(person, { cursor: await store.position(person), limit: 10 });
}

/** Whether it is done or not does not matter here: writes may be told to come back later. */
async function answered(writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (!(error instanceof Refused && error.refusal.reason === 'UNAVAILABLE')) throw error;
  }
}
