import { mkdtempDisposableSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createOrm, type Database, type Dialect } from '../database.ts';
import { migrations } from '../migrations/list.ts';
import { migrate } from '../migrations/migrate.ts';
import { createTaskStore } from '../task/create-task-store.ts';
import { startChild } from '../testing/child.ts';
import { dialects, setupPlace, setupStore } from '../testing/index.ts';
import { contentsOf, migration, withMore } from '../testing/migrations.ts';
import { applied, change, creation, move, write, writeAll } from '../testing/tasks.ts';
import { backup } from './backup.ts';
import { restore } from './restore.ts';

for (const dialect of dialects) {
  describe(dialect, () => {
    it('brings back every row as it was, but for the epoch and for counted attempts', async () => {
      using folder = setupFolder();
      await using source = await setupFilled(dialect);
      const { file } = folder;
      const made = await backup({ url: source.database.url, file });
      expect(made).toEqual({ accounts: 2, tasks: 3, database: nameOf(source.database), bytes: statSync(file).size });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readdirSync(folder.path)).toEqual([basename(file)]);

      await using place = await setupPlace(dialect, { migrated: false });
      const { database, ...contents } = await restore({ url: place.url, file });
      expect(contents).toMatchObject({ accounts: 2, tasks: 3 });
      await using restored = await createOrm({ url: place.url });
      expect(database).toBe(nameOf(restored));
      await restored.ready(5_000);
      const [before, after] = [await rowsOf(source.database), await rowsOf(restored)];
      expect(before.rows['rate_limits']).toHaveLength(1);
      expect(after.rows).toEqual({ ...before.rows, rate_limits: [] });
      expect(after.epoch).toMatch(/^[0-9a-f]{16}$/);
      expect(after.epoch).not.toBe(before.epoch);
      expect(await restored.orm.schema.getUpdateSchemaSQL()).toBe('');
    });

    it('holds one moment, though several write without pause in another process', async () => {
      using folder = setupFolder();
      await using world = await setupStore(dialect);
      const people = [await world.principal(), await world.principal()];
      await using writers = startChild(`
        const { createOrm, createTaskStore } = await import('./index.ts');
        const { newId } = await import('@typedo/contract');
        const store = createTaskStore(await createOrm({ url: ${JSON.stringify(world.database.url)} }));
        const fields = (n) => ({ title: 'Task ' + n, description: null, complete: n % 2 === 0 });
        let [rounds, said] = [0, false];
        const writeOn = async (person) => {
          for (;; rounds++) {
            const ids = [newId(), newId(), newId()];
            await store.write(person, ids.map((id, n) => ({ type: 'create', mutationId: id, id, ...fields(n) })));
            await store.write(person, [{ type: 'delete', mutationId: newId(), id: ids[0] }]);
            await store.write(person, [{ type: 'updateMany', mutationId: newId(), ids: ids.slice(1), patch: { title: 'x' } }]);
            if (rounds >= 40 && !said) said = (say('writing'), true); // they count together, so no number is sure to be seen
            if (rounds >= 10000) process.exit();
            await new Promise(setImmediate);
          }
        };
        for (const person of ${JSON.stringify([...people, ...people])}) void writeOn(person);
      `);
      await writers.line();
      const made = await backup({ url: world.database.url, file: folder.file });
      // They did not stop for it.
      const changes = await countOf(world.database, 'changes');
      await expect.poll(() => countOf(world.database, 'changes')).toBeGreaterThan(changes);
      await writers.kill();

      await using place = await setupPlace(dialect, { migrated: false });
      expect(await restore({ url: place.url, file: folder.file })).toMatchObject({ accounts: 2, tasks: made.tasks });
      await using restored = await createOrm({ url: place.url });
      expect(await countOf(restored, 'tasks')).toBe(made.tasks);
      expect(await countOf(restored, 'changes')).toBeLessThan(await countOf(world.database, 'changes'));
      for (const { userId } of people) await expectConsistent(restored, userId);

      // A backup of what was restored holds the same.
      const again = join(folder.path, 'again');
      await backup({ url: place.url, file: again });
      await using other = await setupPlace(dialect, { migrated: false });
      await restore({ url: other.url, file: again });
      await using second = await createOrm({ url: other.url });
      expect((await rowsOf(second)).rows).toEqual((await rowsOf(restored)).rows);
    });

    it('replaces a database that has accounts only when it is told to, and begins a new epoch each time', async () => {
      using folder = setupFolder();
      await using source = await setupFilled(dialect);
      const { ada, store, database } = source;
      await backup({ url: database.url, file: folder.file });
      const epochs = [(await rowsOf(database)).epoch];
      await applied(store, ada, creation({ title: 'After the backup' }));
      const cursor = await store.position(ada);
      await database.close();

      const before = await reopened(database.url, rowsOf);
      await expect(restore({ url: database.url, file: folder.file })).rejects.toMatchObject({
        name: 'DatabaseError',
        message: expect.stringMatching(/ has 2 accounts\. To replace .+ add --replace[^\n]*\.$/),
      });
      expect(await reopened(database.url, rowsOf)).toEqual(before);

      for (let round = 0; round < 2; round++) {
        await restore({ url: database.url, file: folder.file, replace: true });
        const { rows, epoch } = await reopened(database.url, rowsOf);
        expect(rows['tasks']).toHaveLength(3);
        epochs.push(epoch);
        const pulled = await reopened(database.url, (opened) =>
          createTaskStore(opened).pull(ada, { cursor, limit: 10 }),
        );
        expect(pulled).toMatchObject({ reset: true });
      }
      expect(new Set(epochs).size).toBe(3);
    });

    it('restores a backup of an older release, and migrates it', async () => {
      using folder = setupFolder();
      await using old = await setupPlace(dialect, { migrated: false });
      await migrate({ url: old.url }, { ...migrations, [dialect]: migrations[dialect].slice(0, 1) });
      const at = new Date().toISOString();
      await reopened(old.url, async (database) => {
        const values = { id: 'ada', name: 'Ada', email: 'ada@example.com', created_at: at, updated_at: at };
        await database.kysely().insertInto('users').values(values).execute();
        const head = { user_id: 'ada', seq: 5, open: 0, complete: 0, deleted: 0 };
        await database.kysely().insertInto('heads').values(head).execute();
      });
      expect(await backup({ url: old.url, file: folder.file })).toMatchObject({ accounts: 1, tasks: 0 });

      await using empty = await setupPlace(dialect, { migrated: false });
      await using filled = await setupFilled(dialect);
      await filled.database.close();
      for (const url of [empty.url, filled.database.url]) {
        await restore({ url, file: folder.file, replace: true });
        await using restored = await createOrm({ url });
        await restored.ready(5_000);
        expect(await restored.orm.schema.getUpdateSchemaSQL()).toBe('');
        const { rows, epoch } = await rowsOf(restored);
        expect(rows['users']).toMatchObject([{ id: 'ada' }]);
        expect(rows['heads']).toMatchObject([{ user_id: 'ada', seq: dialect === 'sqlite' ? 5 : '5' }]);
        expect(rows['tasks']).toEqual([]);
        expect(epoch).toMatch(/^[0-9a-f]{16}$/);
      }
    });

    it('refuses what is no whole backup with one line, and changes nothing', async () => {
      using folder = setupFolder();
      await using source = await setupFilled(dialect);
      await backup({ url: source.database.url, file: folder.file });
      await using target = await setupFilled(dialect);
      await target.database.close();
      const before = await reopened(target.database.url, rowsOf);
      const refusal = async (file: string) => {
        const attempt = restore({ url: target.database.url, file, replace: true });
        const error = await attempt.then(
          () => 'It was restored',
          (reason: unknown) => reason,
        );
        expect(error).toMatchObject({ name: 'DatabaseError', message: expect.stringMatching(/^[^\n]+\.$/) });
        return String(error).replace('DatabaseError: ', '').replace(file, 'FILE');
      };
      for (const [what, bytes, expected] of spoilt(dialect, readFileSync(folder.file))) {
        const file = join(folder.path, what.replaceAll(' ', '-'));
        writeFileSync(file, bytes);
        expect(await refusal(file)).toMatch(expected);
      }
      expect(await refusal(join(folder.path, 'nothing'))).toBe('There is no file FILE.');
      expect(await reopened(target.database.url, rowsOf)).toEqual(before);
    });

    it('refuses a backup of a newer release', async () => {
      using folder = setupFolder();
      await using source = await setupPlace(dialect, { migrated: true });
      await backup({ url: source.url, file: folder.file });
      const name = '20990101000000-newer';
      if (dialect === 'sqlite') {
        await migrate({ url: `sqlite:${folder.file}` }, withMore('sqlite', migration(name, 'create table notes (id)')));
      } else {
        const text = gunzipSync(readFileSync(folder.file)).toString();
        writeFileSync(folder.file, gzipSync(text.replace('"migrations":[', `"migrations":["${name}",`)));
      }
      await using place = await setupPlace(dialect, { migrated: true });
      await expect(restore({ url: place.url, file: folder.file })).rejects.toThrow(
        `${folder.file} was made by a newer Typedo (${name}). Restore it with that one.`,
      );
    });

    it('never writes over a file, and leaves none when there is nothing to back up', async () => {
      using folder = setupFolder();
      await using place = await setupPlace(dialect, { migrated: true });
      writeFileSync(folder.file, 'precious');
      await expect(backup({ url: place.url, file: folder.file })).rejects.toThrow(
        `${folder.file} exists already. Name a file that does not.`,
      );
      expect(readFileSync(folder.file, 'utf8')).toBe('precious');
      await expect(backup({ url: place.url, file: join(folder.path, 'no', 'folder') })).rejects.toThrow(
        `There is no folder ${join(folder.path, 'no')}. Make it first.`,
      );
      await using empty = await setupPlace(dialect, { migrated: false });
      await expect(backup({ url: empty.url, file: join(folder.path, 'empty') })).rejects.toThrow(
        /so there is nothing to back up\.$/,
      );
      expect(readdirSync(folder.path)).toEqual([basename(folder.file)]);
    });
  });
}

describe('the file of a backup', () => {
  it('does not replace one that appears at the last moment', async () => {
    using folder = setupFolder();
    const line = await backUpWith(
      folder.file,
      `for (const name of ['linkSync', 'renameSync']) {
        const original = fs[name];
        fs[name] = (from, to) => {
          fs.writeFileSync(to, 'precious');
          return original(from, to);
        };
      }`,
    );
    expect(line).toBe(`DatabaseError: ${folder.file} exists already. Name a file that does not.`);
    expect(readFileSync(folder.file, 'utf8')).toBe('precious');
    expect(readdirSync(folder.path)).toEqual([basename(folder.file)]);
  });

  it('is not left in pieces when the disk is full, which is told of it and not of the database', async () => {
    using folder = setupFolder();
    const line = await backUpWith(
      folder.file,
      `const { default: Sqlite } = await import('better-sqlite3');
      const { prepare } = Sqlite.prototype;
      Sqlite.prototype.prepare = function (sql) {
        if (!sql.startsWith('vacuum into')) return prepare.call(this, sql);
        const run = (part) => {
          for (const suffix of ['', '-journal', '-wal', '-shm']) fs.writeFileSync(part + suffix, 'some of it');
          throw new Sqlite.SqliteError('database or disk is full', 'SQLITE_FULL');
        };
        return { run };
      };`,
    );
    expect(line).toBe(`DatabaseError: ${folder.file} cannot be written: the disk is full.`);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('cannot be in what is no folder, or takes no file, and the words of the system say so', async () => {
    using folder = setupFolder();
    await using place = await setupPlace('sqlite', { migrated: true });
    writeFileSync(folder.file, 'no folder');
    const inside = join(folder.file, 'new');
    await expect(backup({ url: place.url, file: inside })).rejects.toThrow(
      `${inside} cannot be written (not a directory).`,
    );
    // As in /proc: the folder is there, and nothing can be made in it.
    const line = await backUpWith(
      join(folder.path, 'new'),
      `fs.openSync = () => {
        throw Object.assign(new Error('ENOENT'), { code: 'ENOENT', errno: -2, syscall: 'open' });
      };`,
    );
    expect(line).toBe(`DatabaseError: ${join(folder.path, 'new')} cannot be written (no such file or directory).`);
  });

  it.for(['EPERM', 'ENOSYS'])('is made where a file has one name only (%s)', async (code) => {
    using folder = setupFolder();
    const line = await backUpWith(
      folder.file,
      `fs.linkSync = () => {
        throw Object.assign(new Error('No links'), { code: '${code}', syscall: 'link' });
      };`,
    );
    expect(line).toBe('made');
    expect(readFileSync(folder.file, 'utf8')).toMatch(/^SQLite format 3/);
    expect(readdirSync(folder.path)).toEqual([basename(folder.file)]);
  });
});

/** Backs up an empty SQLite database in a process with other calls of the file system; gives `made`, or the error. */
async function backUpWith(file: string, changes: string): Promise<unknown> {
  await using place = await setupPlace('sqlite', { migrated: true });
  await using child = startChild(`
    const { default: fs } = await import('node:fs');
    const { syncBuiltinESMExports } = await import('node:module');
    const { backup } = await import('./backup/index.ts');
    ${changes}
    syncBuiltinESMExports();
    say(await backup(${JSON.stringify({ url: place.url, file })}).then(() => 'made', String));
  `);
  return JSON.parse(await child.line());
}

function setupFolder(): { path: string; file: string } & Disposable {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-backup-'));
  return { path: folder.path, file: join(folder.path, 'typedo.backup'), [Symbol.dispose]: () => folder.remove() };
}

/** Two accounts with tasks in every state, and texts that are hard to keep. */
async function setupFilled(dialect: Dialect) {
  const world = await setupStore(dialect);
  const { store } = world;
  const [ada, bob] = [await world.principal(), await world.principal()];
  const hard = 'a\u2028b\u0085c\r\n\t"\\\'\u{1F600}{"table":';
  const { id } = await applied(store, ada, creation({ title: 'Milk', description: hard, complete: true }));
  await writeAll(store, ada, [change(id, { title: hard }), creation({ description: '' })]);
  await write(store, ada, move('delete', id));
  await write(store, ada, change(id, { title: 'refused' }));
  await applied(store, bob, creation());
  const at = '2026-01-02T03:04:05.678Z';
  const key = {
    id: 'key',
    key: 'hash',
    user_id: ada.userId,
    created_at: at,
    updated_at: at,
    enabled: null,
    remaining: 7,
  };
  const row = dialect === 'sqlite' ? { ...key, enabled: 0 } : { ...key, enabled: false };
  await world.database.kysely().insertInto('api_keys').values(row).execute();
  const attempt = { key: 'sign-in:somebody', points: 1, expire: 2_000_000_000_000 };
  await world.database.kysely().insertInto('rate_limits').values(attempt).execute();
  return { ...world, ada, bob };
}

function nameOf(database: Database): string {
  return database.dialect === 'sqlite' ? database.file : database.label;
}

/** The rows of all tables, and the epoch apart. */
async function rowsOf(database: Database): Promise<{ rows: Record<string, unknown[]>; epoch: string }> {
  const { epochs, ...rows } = (await contentsOf(database)).rows;
  const [{ epoch } = { epoch: '' }] = epochs as { epoch: string }[]; // the one row of a migration
  return { rows, epoch };
}

async function reopened<T>(url: string, look: (database: Database) => Promise<T>): Promise<T> {
  await using database = await createOrm({ url });
  return await look(database);
}

async function countOf(database: Database, table: string): Promise<number> {
  const [{ count } = { count: 0 }] = await database.orm.em.execute<{ count: number | string }[]>(
    `select count(*) as count from ${table}`,
  );
  return Number(count);
}

async function expectConsistent(database: Database, userId: string): Promise<void> {
  const { rows } = await contentsOf(database);
  const own = (table: string) => (rows[table] as Record<string, unknown>[]).filter((row) => row['user_id'] === userId); // as the driver gives rows
  const [head] = own('heads');
  const seqs = own('changes')
    .map(({ seq }) => Number(seq))
    .toSorted((a, b) => a - b);
  expect(seqs.length).toBeGreaterThan(0);
  expect(seqs).toEqual(Array.from({ length: Number(head?.['seq']) }, (_, index) => index + 1));
  const tasks = own('tasks');
  const there = tasks.filter((task) => task['deleted_at'] === null);
  expect(head).toMatchObject({
    open: there.filter(({ complete }) => !complete).length,
    complete: there.filter(({ complete }) => complete).length,
    deleted: tasks.length - there.length,
  });
  expect(Math.max(...tasks.map(({ seq }) => Number(seq)))).toBe(head ? Number(head['seq']) : 0);
}

/** Files that are no backup any more: what was done, the file, and the line that tells it. */
function spoilt(dialect: Dialect, whole: Buffer): [what: string, bytes: Buffer | string, expected: RegExp][] {
  const cut = (share: number) => whole.subarray(0, Math.floor(whole.length * share));
  const noise = Buffer.from(whole);
  noise.fill(0xa5, Math.floor(whole.length * 0.4), Math.floor(whole.length * 0.6));
  const common: ReturnType<typeof spoilt> = [
    ['cut in the middle', cut(0.5), /^FILE is (cut or )?damaged \(.+\)/],
    ['cut near the end', cut(0.98), /^FILE is (cut or )?damaged \(.+\)/],
    ['noise inside', noise, /^FILE is (cut or )?damaged \(.+\)/],
    ['empty', '', /^FILE is not a backup made by Typedo\.$/],
    ['text', 'Dear diary,\n', /^FILE is not a backup made by Typedo\.$/],
  ];
  if (dialect === 'sqlite') {
    return [
      ...common,
      ['a backup of PostgreSQL', gzipSync('{}\n'), /^FILE is a backup of PostgreSQL, and .+ SQLite: /],
    ];
  }
  const text = gunzipSync(whole).toString();
  const lines = text.split('\n');
  const flipped = Buffer.from(whole);
  flipped.writeUInt8(flipped.readUInt8(200) ^ 1, 200);
  const packed = (changed: string) => gzipSync(changed);
  return [
    ...common,
    ['a backup of SQLite', 'SQLite format 3\0'.padEnd(512, 'x'), /^FILE is a backup of SQLite, and .+ PostgreSQL: /],
    ['one bit', flipped, /^FILE is cut or damaged/],
    ['gzip of something else', packed('hello\n'), /^FILE is not a backup made by Typedo\.$/],
    ['without its last line', packed(`${lines.slice(0, -2).join('\n')}\n`), /its end is missing/],
    ['without a row', packed(lines.toSpliced(2, 1).join('\n')), /rows are missing/],
    ['a line too many', packed(`${text}{}\n`), /it goes on behind its end/],
    ['no JSON', packed(text.replace('"email_verified":', '')), /^FILE is cut or damaged \(.+\)/],
    ['a rule broken', packed(text.replace('"complete":true', '"complete":null')), /^FILE is cut or damaged \(.+\)/],
    [
      'another column',
      packed(text.replace('["single","epoch"]', '["single","epoch; drop table users"]')),
      /other columns/,
    ],
    [
      'a table missing',
      packed(text.replace(/\{"table":"verifications".*\n/, '').replace('"verifications":0,', '')),
      /a table is missing/,
    ],
    [
      'a newer format',
      packed(text.replace('"format":1', '"format":2')),
      /^FILE was made by a newer Typedo \(format 2\)/,
    ],
  ];
}
