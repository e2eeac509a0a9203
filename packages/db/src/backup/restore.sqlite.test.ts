import {
  copyFileSync,
  existsSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { lockFile } from '../connect/sqlite-lock.ts';
import { createOrm } from '../database.ts';
import { migrate } from '../migrations/migrate.ts';
import { startChild } from '../testing/child.ts';
import { migration, withMore } from '../testing/migrations.ts';
import { backup } from './backup.ts';
import { restore } from './restore.ts';

describe('restoring a SQLite file', () => {
  it('keeps the database that it replaces beside it, whole, and leaves nothing else', async () => {
    await using world = await setupWorld();
    const { url, file, database } = world;
    const { keptAs = '' } = await restore({ url, file, replace: true });
    expect(keptAs).toMatch(/typedo\.sqlite\.before-restore-\d{17}$/);
    expect(readdirSync(world.folder).toSorted()).toEqual(
      ['typedo.backup', 'typedo.sqlite', basename(keptAs), 'typedo.sqlite.lock'].toSorted(),
    );
    expect([namesIn(database), namesIn(keptAs)]).toEqual([['backup'], ['old', 'old in the WAL']]);
    // It is a backup like any other, and the way back.
    await restore({ url, file: keptAs, replace: true });
    expect(namesIn(database)).toEqual(['old', 'old in the WAL']);
  });

  it('does not touch the file of a running server, and says that it has to be stopped', async () => {
    await using world = await setupWorld();
    const unlock = lockFile(world.database);
    await expect(restore({ url: world.url, file: world.file, replace: true })).rejects.toThrow(
      `${world.database} is in use by a server or by another command. Stop the server, or let the command end, and restore then.`,
    );
    unlock();
    const other = new Sqlite(world.database);
    other.prepare('select * from users').all();
    await expect(restore({ url: world.url, file: world.file, replace: true })).rejects.toThrow(
      `Another program has ${world.database} open. Close it first.`,
    );
    expect(namesIn(world.database)).toEqual(['old', 'old in the WAL']);
    other.close();
    await restore({ url: world.url, file: world.file, replace: true });
    expect(namesIn(world.database)).toEqual(['backup']);
  });

  it('ends with the accounts of the backup though another restore begins meanwhile, which is refused', async () => {
    await using world = await setupWorld();
    const { url, file, database } = world;
    const [first, second] = await Promise.allSettled([
      restore({ url, file, replace: true }),
      restore({ url, file, replace: true }),
    ]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { accounts: 1, tasks: 0 } });
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining(' is in use by ') },
    });
    expect(namesIn(database)).toEqual(['backup']);
  });

  it('installs nothing when what it prepared was removed', async () => {
    await using world = await setupWorld();
    await using child = startChild(`
      const { default: fs } = await import('node:fs');
      const { syncBuiltinESMExports } = await import('node:module');
      const { restore } = await import('./backup/index.ts');
      const { mkdirSync } = fs;
      fs.mkdirSync = (folder, options) => {
        // The migration makes the folder of its database where there is none; the restore has made it before.
        if (folder.endsWith('.restoring')) fs.rmSync(folder, { recursive: true, force: true });
        return mkdirSync(folder, options);
      };
      syncBuiltinESMExports();
      await restore(${JSON.stringify({ url: world.url, file: world.file, replace: true })}).catch((error) => say(String(error)));
    `);
    const [line = ''] = await child.end();
    expect(line).toContain(`DatabaseError: Somebody changed the copy of ${world.file} while it was prepared.`);
    expect(namesIn(world.database)).toEqual(['old', 'old in the WAL']);
  });

  it('replaces a damaged database, and keeps that one with its WAL', async () => {
    await using world = await setupWorld();
    const { url, file, database } = world;
    writeFileSync(database, 'no database any more'.repeat(500));
    await expect(restore({ url, file })).rejects.toThrow(
      /is there, but cannot be read\. To replace it .+ --replace\.$/,
    );
    const { keptAs = '' } = await restore({ url, file, replace: true });
    expect(namesIn(database)).toEqual(['backup']);
    expect(readFileSync(keptAs, 'utf8')).toMatch(/^no database any more/);
    expect(existsSync(`${database}-wal`)).toBe(false);
    expect(existsSync(`${keptAs}-wal`)).toBe(true);
  });

  it('is not led astray by the WAL of a database that somebody removed', async () => {
    await using world = await setupWorld();
    rmSync(world.database);
    expect(existsSync(`${world.database}-wal`)).toBe(true);
    expect(await restore({ url: world.url, file: world.file })).toMatchObject({ accounts: 1, keptAs: undefined });
    expect(namesIn(world.database)).toEqual(['backup']);
  });

  it('refuses the database itself, by whatever name', async () => {
    await using world = await setupWorld();
    await using _opened = await createOrm({ url: world.url });
    const link = join(world.folder, 'link');
    symlinkSync(world.database, link);
    for (const file of [world.database, link])
      await expect(restore({ url: world.url, file, replace: true })).rejects.toThrow(`${file} is the database itself.`);
    expect(namesIn(world.database)).toEqual(['old', 'old in the WAL']);
    expect(readdirSync(world.folder).filter((name) => name.includes('.before-'))).toEqual([]);
  });

  it('refuses a file that is a database in use', async () => {
    await using world = await setupWorld();
    await using other = await setupWorld();
    await expect(restore({ url: world.url, file: other.database, replace: true })).rejects.toThrow(
      `${other.database} is a database in use, not a backup. Make one with: pnpm typedo backup FILE`,
    );
  });

  it('leaves the old database or the new one, whole, wherever it is killed', async () => {
    const ends: string[] = [];
    for (let survived = false, call = 1; !survived; call++) {
      await using world = await setupWorld();
      const lines = await dieAt(call, world);
      survived = lines.length > 0;
      await using database = await createOrm({ url: world.url, exclusive: true }); // a server starts
      await database.ready(5_000);
      await database.close();
      const names = namesIn(world.database).join();
      expect(['old,old in the WAL', 'backup']).toContain(names);
      ends.push(names);
      // Whatever was left does not hinder the next one.
      await restore({ url: world.url, file: world.file, replace: true });
      expect(namesIn(world.database)).toEqual(['backup']);
      expect(readdirSync(world.folder)).not.toContain('typedo.sqlite.restoring');
    }
    expect(ends.length).toBeGreaterThan(6);
    expect(ends.indexOf('backup')).toBe(ends.lastIndexOf('old,old in the WAL') + 1);
  }, 60_000);

  it('keeps what it kept though later migrations remove their old copies', async () => {
    await using world = await setupWorld();
    const { keptAs = '' } = await restore({ url: world.url, file: world.file, replace: true });
    const more = Array.from({ length: 4 }, (_, n) => migration(`2099010${n}000000-more`, `create table more${n} (id)`));
    for (let n = 1; n <= more.length; n++) await migrate({ url: world.url }, withMore('sqlite', ...more.slice(0, n)));
    const copies = readdirSync(world.folder).filter((name) => name.includes('.before-'));
    expect(copies.toSorted()).toEqual(
      [...more.slice(1).map(({ name }) => `typedo.sqlite.before-${name}`), basename(keptAs)].toSorted(),
    );
  });
});

interface World extends AsyncDisposable {
  folder: string;
  url: string;
  /** The database's file, with its newest account in the WAL, as a server leaves it that was killed. */
  database: string;
  /** A backup with another account. */
  file: string;
}

async function setupWorld(): Promise<World> {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-restore-'));
  const [database, file] = [join(folder.path, 'typedo.sqlite'), join(folder.path, 'typedo.backup')];
  using work = mkdtempDisposableSync(join(tmpdir(), 'typedo-restore-'));
  const source = join(work.path, 'source.sqlite');
  await migrate({ url: `sqlite:${source}` });
  addAccount(new Sqlite(source), 'backup').close();
  await backup({ url: `sqlite:${source}`, file });

  const live = join(work.path, 'live.sqlite');
  await migrate({ url: `sqlite:${live}` });
  addAccount(new Sqlite(live), 'old').close();
  const connection = addAccount(new Sqlite(live), 'old in the WAL');
  copyFileSync(live, database);
  copyFileSync(`${live}-wal`, `${database}-wal`);
  connection.close();
  return {
    folder: folder.path,
    url: `sqlite:${database}`,
    database,
    file,
    [Symbol.asyncDispose]: async () => folder.remove(),
  };
}

function addAccount(connection: Sqlite.Database, name: string): Sqlite.Database {
  connection
    .prepare('insert into users (id, name, email, created_at, updated_at) values ($1, $1, $1, 0, 0)')
    .run({ 1: name });
  return connection;
}

function namesIn(file: string): unknown[] {
  const connection = new Sqlite(file);
  try {
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    return connection.prepare('select name from users order by name').pluck().all();
  } finally {
    connection.close();
  }
}

/** Restores in a process that kills itself before the n-th of its calls that change files; gives what it said, if it lived through. */
async function dieAt(call: number, { url, file }: World): Promise<string[]> {
  const names = ['rmSync', 'copyFileSync', 'fsyncSync', 'linkSync', 'renameSync'];
  await using child = startChild(`
    const { default: fs } = await import('node:fs');
    const { syncBuiltinESMExports } = await import('node:module');
    const { restore } = await import('./backup/index.ts');
    let calls = 0;
    for (const name of ${JSON.stringify(names)}) {
      const original = fs[name];
      fs[name] = (...args) => {
        if (++calls === ${call}) process.kill(process.pid, 'SIGKILL');
        return original(...args);
      };
    }
    syncBuiltinESMExports();
    await restore(${JSON.stringify({ url, file, replace: true })});
    say('restored');
  `);
  return await child.end(); // awaited, or it would be killed before
}
