import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { SqliteDatabase } from '../database.ts';
import { setupStore } from '../testing/index.ts';
import { applied, creation, write } from '../testing/tasks.ts';
import { createTaskStore } from './create-task-store.ts';

const ten = Array.from({ length: 10 }, (_, index) => index);

it('writes of one turn take one commit', async () => {
  await using world = await setupSqlite();
  const ada = await world.principal();
  await applied(world.store, ada, creation());
  const before = commits(world.database);
  await Promise.all(ten.map(() => write(world.store, ada, creation())));
  expect(commits(world.database) - before).toBe(1);
  for (const _ of ten) await write(world.store, ada, creation());
  expect(commits(world.database) - before).toBe(11);
});

it('a commit that fails answers none of its writes as done, and wakes nobody', async () => {
  await using world = await setupSqlite();
  const ada = await world.principal();
  const told: string[] = [];
  const store = createTaskStore(world.database, { onWrite: (userId) => told.push(userId) });
  await applied(store, ada, creation());
  told.length = 0;
  // Looked at when the transaction is committed, and not before.
  world.database.writer.exec(`
    create table late (task_id text references users (id) deferrable initially deferred);
    create trigger late_task after insert on tasks when new.title = 'late' begin insert into late values (new.id); end`);
  const results = await Promise.allSettled(
    ten.map((n) => write(store, ada, creation({ title: n === 5 ? 'late' : `${n}` }))),
  );
  expect(results.map(({ status }) => status)).toEqual(ten.map(() => 'rejected'));
  expect(told).toEqual([]);
  expect(await store.count(ada)).toEqual({ open: 1, complete: 0, deleted: 0 });
  expect(world.database.writer.inTransaction).toBe(false);
  await applied(store, ada, creation({ title: 'afterwards' }));
  expect(await store.count(ada)).toEqual({ open: 2, complete: 0, deleted: 0 });
});

it('on a full disk what was answered as done is there, what is there was answered as done, and the rest may try again', async () => {
  await using world = await setupSqlite();
  const ada = await world.principal();
  const { writer } = world.database;
  await applied(world.store, ada, creation());
  writer.pragma(`max_page_count = ${Number(writer.pragma('page_count', { simple: true })) + 30}`);
  const description = 'x'.repeat(1000);
  const sent = Array.from({ length: 300 }, () => creation({ description }));
  const results = await Promise.allSettled(sent.map((mutation) => write(world.store, ada, mutation)));
  const done = results.filter(({ status }) => status === 'fulfilled').length;
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])); // of any type
  expect(reasons.length).toBeGreaterThan(0);
  for (const reason of reasons) expect(reason).toMatchObject({ refusal: { reason: 'UNAVAILABLE' } });
  const stored = writer
    .prepare<[string], { id: string }>('select id from tasks where description = ?')
    .all(description);
  expect(stored).toHaveLength(done);
  expect((await world.store.count(ada)).open).toBe(done + 1);
  writer.pragma('max_page_count = 1000000');
  for (const mutation of sent) await applied(world.store, ada, mutation);
  expect((await world.store.count(ada)).open).toBe(sent.length + 1);
});

it('an error by which SQLite ends the transaction by itself fails all that share it, and the next ones are written', async () => {
  await using world = await setupSqlite();
  const ada = await world.principal();
  world.database.writer.exec(`create trigger ending before insert on tasks when new.title = 'ending'
    begin select raise(rollback, 'ended'); end`);
  const results = await Promise.allSettled(
    ten.map((n) => write(world.store, ada, creation({ title: n === 9 ? 'ending' : `${n}` }))),
  );
  expect(results.map(({ status }) => status)).toEqual(ten.map(() => 'rejected'));
  expect(await world.store.count(ada)).toEqual({ open: 0, complete: 0, deleted: 0 });
  await Promise.all(ten.map(() => write(world.store, ada, creation())));
  expect(await world.store.count(ada)).toEqual({ open: 10, complete: 0, deleted: 0 });
});

it('writes wait for a transaction that somebody else has open, and outlive its rollback', async () => {
  await using world = await setupSqlite();
  const ada = await world.principal();
  const transaction = await world.database.kysely().startTransaction().execute();
  await transaction.updateTable('users').set({ name: 'Eve' }).execute();
  let done = 0;
  const writing = ten.map((n) => write(world.store, ada, creation({ title: `${n}` })).then(() => done++));
  for (const _ of ten) await nextTurn();
  expect(done).toBe(0);
  await transaction.rollback().execute();
  await Promise.all(writing);
  expect(await world.store.count(ada)).toEqual({ open: 10, complete: 0, deleted: 0 });
  const names = await world.database.kysely().selectFrom('users').select('name').execute();
  expect(names).toEqual([{ name: 'Ada' }]);
});

it('writes wait for another program that holds the file, and the event loop goes on', async () => {
  await using world = await setupSqlite();
  const ada = await world.principal();
  const other = new Sqlite(world.database.file);
  other.exec('begin immediate');
  const writing = Promise.all(ten.map(() => write(world.store, ada, creation())));
  let turns = 0;
  for (const end = Date.now() + 300; Date.now() < end; turns++) await nextTurn();
  expect(turns).toBeGreaterThan(50);
  other.close();
  await writing;
  expect(await world.store.count(ada)).toEqual({ open: 10, complete: 0, deleted: 0 });
});

it('more than goes into one transaction leaves turns to others', async () => {
  await using world = await setupSqlite();
  const ada = await world.principal();
  const before = commits(world.database);
  const seen: number[] = [];
  const writing = Promise.all(Array.from({ length: 250 }, () => write(world.store, ada, creation()))).then(() => true);
  while (!(await Promise.race([writing, nextTurn(false)]))) seen.push((await world.store.count(ada)).open);
  expect(commits(world.database) - before).toBe(3);
  expect(seen).toEqual(expect.arrayContaining([100, 200]));
});

/** How many commits the write-ahead log holds: those of its frames that say how large the file is by then. */
function commits({ file, writer }: SqliteDatabase): number {
  const wal = readFileSync(`${file}-wal`);
  const frame = 24 + Number(writer.pragma('page_size', { simple: true }));
  const salt = wal.subarray(16, 24); // what an earlier round of the log left behind has another
  let count = 0;
  for (let at = 32; at + frame <= wal.length && salt.equals(wal.subarray(at + 8, at + 16)); at += frame)
    if (wal.readUInt32BE(at + 4) > 0) count++;
  return count;
}

async function setupSqlite() {
  const world = await setupStore('sqlite');
  const { database } = world;
  if (database.dialect !== 'sqlite') throw new Error('Expected SQLite');
  return { ...world, database };
}
