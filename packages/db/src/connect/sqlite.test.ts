import { chmodSync, existsSync, mkdirSync, mkdtempDisposableSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createOrm, type SqliteDatabase } from '../database.ts';
import { startChild } from '../testing/child.ts';
import { setupDatabase, setupPlace, setupStore, type TestStore } from '../testing/index.ts';
import { applied, creation } from '../testing/tasks.ts';

describe('an open SQLite file', () => {
  it('is durable, checks foreign keys and lets readers and the writer work side by side', async () => {
    await using database = await setupSqlite();
    const { writer, reader } = database;
    const transaction = await database.kysely().startTransaction().execute();
    const reading = reader();
    await transaction.rollback().execute();
    expect(reading).not.toBe(writer);
    expect(reading.readonly).toBe(true);
    expect(reader()).toBe(writer);
    const kysely = {
      pragma: async (name: string) => Object.values((await database.orm.em.execute(`pragma ${name}`))[0] ?? {})[0],
    };
    for (const connection of [writer, reading, kysely]) {
      const pragma = (name: string) => connection.pragma(name, { simple: true });
      expect(await pragma('journal_mode')).toBe('wal');
      expect(await pragma('synchronous')).toBe(2);
      expect(await pragma('foreign_keys')).toBe(1);
    }
  });

  it('answers reads while a transaction is open on it, without what that has not committed', async () => {
    await using world = await setupStore('sqlite');
    const ada = await world.principal();
    const task = await applied(world.store, ada, creation());
    const transaction = await world.database.kysely().startTransaction().execute();
    await transaction.updateTable('tasks').set({ title: 'not yet' }).execute();
    expect(await world.store.byId(ada, task)).toEqual(task);
    await transaction.commit().execute();
    expect((await world.store.byId(ada, task)).title).toBe('not yet');
  });

  it('lets a write wait for the end of an open transaction, and keeps it when that is rolled back', async () => {
    await using world = await setupStore('sqlite');
    const ada = await world.principal();
    const events: string[] = [];
    const transaction = await world.database.kysely().startTransaction().execute();
    await transaction.deleteFrom('users').execute();
    const write = applied(world.store, ada, creation()).finally(() => events.push('written'));
    // More turns of the event loop than a write takes.
    for (let turn = 0; turn < 20; turn++) await transaction.selectFrom('users').selectAll().execute();
    events.push('rolled back');
    await transaction.rollback().execute();
    const task = await write;
    expect(events).toEqual(['rolled back', 'written']);
    expect(await world.store.byId(ada, task)).toEqual(task);
  });

  it('goes on when SQLite has rolled a transaction back by itself', async () => {
    await using world = await setupStore('sqlite');
    const ada = await world.principal();
    const transaction = await world.database.kysely().startTransaction().execute();
    sqlite(world).writer.exec('rollback'); // as when the disk is full
    await transaction.rollback().execute();
    expect(await applied(world.store, ada, creation())).toMatchObject({ userId: ada.userId });
  });

  it('keeps the event loop going while another process writes and many wait for it, and writes after it', async ({
    annotate,
  }) => {
    await using world = await setupStore('sqlite');
    const ada = await world.principal();
    await using other = startChild(`
      const { default: Sqlite } = await import('better-sqlite3');
      const other = new Sqlite(${JSON.stringify(sqlite(world).file)});
      other.exec('begin immediate');
      say('writing');
      await go();
      other.exec('commit');
    `);
    await other.line();
    const ticks = [performance.now()];
    // Would the loop stand still, the writes would fail before so many.
    const timer = setInterval(() => {
      if (ticks.push(performance.now()) === 20) other.go();
    }, 10);
    try {
      const tasks = await Promise.all(Array.from({ length: 20 }, () => applied(world.store, ada, creation())));
      expect(ticks.length).toBeGreaterThanOrEqual(20);
      for (const task of tasks) expect(await world.store.byId(ada, task)).toEqual(task);
    } finally {
      clearInterval(timer);
    }
    const between = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? tick));
    const longest = Math.max(...between).toFixed(0);
    await annotate(`20 writes wait for another process: a timer of 10 ms fired after at most ${longest} ms`, 'figure');
  });

  it('lets a statement wait for another program for a moment, and no longer', async () => {
    await using database = await setupSqlite();
    using other = new DisposableStack();
    const program = other.adopt(new Sqlite(database.file), (connection) => void connection.close());
    const row = (id: string) => ({ id, identifier: '', value: '', expires_at: '', created_at: '', updated_at: '' });
    const insert = (id: string) => database.kysely().insertInto('verifications').values(row(id)).execute();
    program.exec('begin immediate');
    const waiting = insert('first');
    await sleep(20);
    program.exec('commit');
    await waiting;
    program.exec('begin immediate');
    const late = await Promise.allSettled(['second', 'third', 'fourth'].map(insert));
    expect(late).toMatchObject(late.map(() => ({ status: 'rejected', reason: { code: 'SQLITE_BUSY' } })));
    expect(await database.kysely().selectFrom('verifications').select('id').execute()).toEqual([{ id: 'first' }]);
    program.exec('commit');
    const clear = () => database.exclusively((writer) => writer.exec('delete from verifications'));
    await database.patiently(5_000, clear); // that it is free is seen a moment later
    expect(await database.kysely().selectFrom('verifications').select('id').execute()).toEqual([]);
  });

  it('leaves one file behind when it is closed', async () => {
    await using place = await setupPlace('sqlite', { migrated: true });
    const database = await createOrm({ url: place.url, exclusive: true });
    const file = place.url.slice('sqlite:'.length);
    expect(existsSync(`${file}-wal`)).toBe(true);
    await database.close();
    await database.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
    await using again = await createOrm({ url: place.url, exclusive: true });
    await again.ready(1_000);
  });
});

describe('the lock on a SQLite file', () => {
  const serve = (url: string) =>
    startChild(`
    const { createOrm } = await import('./index.ts');
    await createOrm({ url: ${JSON.stringify(url)}, exclusive: true });
    say('serving');
    await go();
  `);

  it('lets one server use it, until that one ends, however it ends', async () => {
    await using place = await setupPlace('sqlite', { migrated: true });
    await using first = serve(place.url);
    await first.line();
    const file = place.url.slice('sqlite:'.length);
    await expect(createOrm({ url: place.url, exclusive: true })).rejects.toMatchObject({
      name: 'DatabaseError',
      message: `Another server, or a command, already uses ${file}. Stop it first, or set DATA_DIR to another folder.`,
    });
    await first.kill();
    await using second = await createOrm({ url: place.url, exclusive: true });
    await second.ready(1_000);
  });

  it('lets other programs work beside the server', async () => {
    await using place = await setupPlace('sqlite', { migrated: true });
    await using server = serve(place.url);
    await server.line();
    await using command = await createOrm({ url: place.url });
    const row = { id: '1', identifier: '1', value: '1', expires_at: '', created_at: '', updated_at: '' };
    await command.kysely().insertInto('verifications').values(row).execute();
    expect(await command.kysely().selectFrom('verifications').selectAll().execute()).toEqual([row]);
  });
});

describe('opening a SQLite file', () => {
  it('makes the file and its folder for this user alone', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-test-'));
    const data = join(folder.path, 'some', 'data');
    await using database = await createOrm({ url: `sqlite:${join(data, 'typedo.sqlite')}` });
    expect(database.label).toBe(`SQLite ${join(data, 'typedo.sqlite')}`);
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    expect(modeOf(data)).toBe(0o700);
    for (const suffix of ['', '-wal', '-shm']) expect(modeOf(join(data, `typedo.sqlite${suffix}`))).toBe(0o600);
  });

  it('leaves the mode of a file that is there', async () => {
    await using place = await setupPlace('sqlite', { migrated: true });
    const file = place.url.slice('sqlite:'.length);
    chmodSync(file, 0o640);
    await using _database = await createOrm({ url: place.url });
    for (const suffix of ['', '-wal']) expect(statSync(file + suffix).mode & 0o777).toBe(0o640);
  });

  it('waits for another program that has it locked, with a line that says so', async () => {
    await using place = await setupPlace('sqlite', { migrated: false });
    const file = place.url.slice('sqlite:'.length);
    await using stack = new AsyncDisposableStack();
    const other = stack.adopt(new Sqlite(file), (connection) => void connection.close());
    other.exec('begin exclusive');
    const waits: string[] = [];
    const onWait = (line: string) => {
      waits.push(line);
      other.exec('commit');
    };
    await using _database = await createOrm({ url: place.url, onWait });
    expect(waits).toEqual([`Waiting for ${file} (database is locked); trying again in 0.3 s`]);
    other.exec('begin exclusive');
    await expect(createOrm({ url: place.url, waitMs: 300 })).rejects.toMatchObject({
      name: 'DatabaseError',
      message: `Waited in vain for ${file} (database is locked). Another program has it locked.`,
    });
  });

  it('is refused in one line when it is something else', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-test-'));
    const path = (name: string) => join(folder.path, name);
    writeFileSync(path('text'), 'Dear diary, '.repeat(100));
    mkdirSync(path('folder'));
    const refusals = [
      ['text', /text is not a SQLite database\. Move it away, or set DATA_DIR to another folder\.$/],
      ['folder', /folder cannot be opened for writing \(SQLITE_CANTOPEN\)\./],
      ['text/typedo.sqlite', /typedo\.sqlite cannot be opened for writing \(E[A-Z]+\)\. Give this user the right to/],
    ] as const;
    for (const [name, message] of refusals) {
      await expect(createOrm({ url: `sqlite:${path(name)}`, exclusive: true })).rejects.toMatchObject({
        name: 'DatabaseError',
        message: expect.stringMatching(message),
      });
    }
    for (const url of ['sqlite:', 'sqlite::memory:'])
      await expect(createOrm({ url })).rejects.toThrow(/^Invalid database URL/);
  });

  it('is refused in one line when this user may not write', async () => {
    await using place = await setupPlace('sqlite', { migrated: true });
    const file = place.url.slice('sqlite:'.length);
    const folder = join(file, '..');
    // Root may write whatever its mode says, so root becomes somebody else meanwhile.
    const open = () =>
      asNobody(async () => {
        await using database = await createOrm({ url: place.url, exclusive: true });
        return database.label;
      });
    const refusal = {
      name: 'DatabaseError',
      message: expect.stringMatching(/cannot be opened for writing \((SQLITE_[A-Z_]+)\)\. Give this user/),
    };
    chmodSync(folder, 0o777);
    chmodSync(file, 0o444);
    await expect(open()).rejects.toMatchObject(refusal);
    chmodSync(file, 0o666);
    chmodSync(folder, 0o555);
    await expect(open()).rejects.toMatchObject(refusal);
    chmodSync(folder, 0o700);
    await using mine = await createOrm({ url: place.url, exclusive: true });
    await mine.ready(1_000);
  });
});

async function setupSqlite(): Promise<SqliteDatabase> {
  const database = await setupDatabase('sqlite');
  if (database.dialect !== 'sqlite') throw new Error('Asked for SQLite');
  return database;
}

function sqlite({ database }: TestStore): SqliteDatabase {
  if (database.dialect !== 'sqlite') throw new Error('Asked for SQLite');
  return database;
}

async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.('nobody');
  try {
    return await run();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
