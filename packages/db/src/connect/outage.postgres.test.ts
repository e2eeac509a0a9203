import { setImmediate } from 'node:timers/promises';
import { newId } from '@typedo/contract';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { createOrm, type DatabaseOptions, type PostgresDatabase } from '../database.ts';
import type { Principal } from '../principal.ts';
import { createTaskStore } from '../task/create-task-store.ts';
import type { TaskStore } from '../task/task-store.ts';
import { setupPlace } from '../testing/index.ts';
import { applied, change, creation, write, writeAll } from '../testing/tasks.ts';
import { setupTcpProxy, type TcpProxy } from '../testing/tcp-proxy.ts';

const broken = /not queryable|Connection terminated|terminating connection/;
const unavailable = { name: 'Refused', refusal: { reason: 'UNAVAILABLE', details: { retryAfter: 1 } } };

// Nothing here may be waited for longer than this; most of it takes as long as a limit lets one call take.
describe.concurrent('while PostgreSQL runs', { timeout: 15_000 }, () => {
  it('answers calls whose connections break, without doing anything twice', async () => {
    await using world = await setupWorld();
    const tasks = await Promise.all([1, 2, 3].map(() => applied(world.store, world.ada, creation())));
    const calls = await world.whileLocked(
      () => {
        const creations = Array.from({ length: 5 }, () => write(world.server(), world.ada, creation()));
        const changes = tasks.map(({ id }) => write(world.server(), world.ada, change(id, { complete: true })));
        const batch = writeAll(world.server(), world.ada, [creation(), creation()]);
        return { waiting: 9, all: Promise.all([...creations, ...changes, batch]) };
      },
      async () => {
        await world.proxy.cut();
        await world.proxy.heal();
      },
    );
    expect((await calls.results).flat().every((outcome) => outcome.tasks?.length === 1)).toBe(true);
    expect(await world.store.count(world.ada)).toEqual({ open: 7, complete: 3, deleted: 0 });
    expect(await world.seqs()).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
  });

  it('answers calls whose connections an operator ends', async () => {
    await using world = await setupWorld();
    const calls = await world.whileLocked(
      () => {
        const creations = Array.from({ length: 5 }, () => write(world.server(), world.ada, creation()));
        return {
          waiting: 6,
          all: Promise.all([...creations, writeAll(world.server(), world.ada, [creation(), creation()])]),
        };
      },
      () => world.endConnections(),
    );
    expect((await calls.results).flat().every((outcome) => outcome.tasks?.length === 1)).toBe(true);
    expect(await world.seqs()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('survives that idle connections break, and makes new ones', async () => {
    await using world = await setupWorld();
    await Promise.all(Array.from({ length: 5 }, () => world.store.count(world.ada)));
    expect(world.database.pool.idleCount).toBe(5);
    await world.endConnections();
    await vi.waitUntil(() => world.database.pool.totalCount === 0);
    expect(await world.store.count(world.ada)).toEqual({ open: 0, complete: 0, deleted: 0 });
  });

  it('survives that connections break in the middle of transactions, and keeps none of them', async () => {
    await using world = await setupWorld();
    const transaction = await world.database.kysely().startTransaction().execute();
    const client = await world.database.pool.connect();
    await client.query('begin');
    await world.endConnections();
    await expect(transaction.deleteFrom('tasks').execute()).rejects.toThrow(broken);
    await expect(transaction.rollback().execute()).rejects.toThrow(broken);
    await expect(client.query('commit')).rejects.toThrow(broken);
    client.release();
    expect(world.database.pool.totalCount).toBe(0);
    expect(await world.store.count(world.ada)).toEqual({ open: 0, complete: 0, deleted: 0 });
  });

  it('keeps no connection that comes back in the middle of a transaction', async () => {
    await using world = await setupWorld();
    const client = await world.database.pool.connect();
    await client.query('begin');
    client.release();
    expect(world.database.pool.totalCount).toBe(0);
  });

  it('refuses every call as UNAVAILABLE while the database is gone, and works again when it is back', async () => {
    await using world = await setupWorld();
    const task = await applied(world.store, world.ada, creation());
    await world.proxy.cut();
    for (const call of everyCall(world, task.id)) await expect(call()).rejects.toMatchObject(unavailable);
    await expect(world.database.ready(1_000)).rejects.toThrow('ECONNREFUSED');
    await world.proxy.heal();
    for (const call of everyCall(world, task.id)) await call();
    await world.database.ready(1_000);
  });

  it('refuses every call as UNAVAILABLE while the database does not answer, and works again when it does', async () => {
    await using world = await setupWorld();
    const task = await applied(world.store, world.ada, creation());
    await Promise.all(Array.from({ length: 5 }, () => world.store.count(world.ada)));
    expect(world.database.pool.idleCount).toBe(5);
    world.proxy.hang();
    const kysely = world.database.kysely();
    const library = Promise.allSettled([kysely.selectFrom('users').execute(), kysely.startTransaction().execute()]);
    await setImmediate();
    expect(world.database.pool.idleCount).toBe(3);
    // Some of these have a connection, others wait for a new one.
    await Promise.all([
      ...everyCall(world, task.id).map((call) => expect(call()).rejects.toMatchObject(unavailable)),
      expect(world.database.ready(500)).rejects.toThrow('No answer within 500 ms'),
    ]);
    expect((await library).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await vi.waitUntil(() => world.database.pool.totalCount === 0);
    await world.proxy.heal();
    for (const call of everyCall(world, task.id)) await call();
  });

  it('refuses a call as UNAVAILABLE when no connection becomes free', async () => {
    await using world = await setupWorld({ pool: { min: 0, max: 2 } });
    const taken = await Promise.all([world.database.pool.connect(), world.database.pool.connect()]);
    const task = creation();
    const calls = [...everyCall(world, newId()), () => write(world.store, world.ada, task)];
    await Promise.all(calls.map((call) => expect(call()).rejects.toMatchObject(unavailable)));
    for (const client of taken) client.release();
    expect((await applied(world.store, world.ada, task)).id).toBe(task.id);
  });

  it('refuses a call as UNAVAILABLE that the database cuts short, and nothing of it has happened', async () => {
    await using world = await setupWorld({}, '?pgbouncer=true'); // so that the database's own limit holds
    await world.admin.query(
      `alter database ${new URL(world.proxy.url).pathname.slice(1)} set statement_timeout = '300ms'`,
    );
    await world.endConnections();
    const task = await applied(world.store, world.ada, creation());
    const rename = change(task.id, { title: 'renamed' });
    const both = [rename, change(task.id, { complete: true })];
    await world.whileLocked(
      () => ({ waiting: 0, all: Promise.resolve() }),
      async () => {
        await expect(write(world.store, world.ada, rename)).rejects.toMatchObject(unavailable);
        await expect(writeAll(world.store, world.ada, both)).rejects.toMatchObject(unavailable);
      },
    );
    expect(await world.store.byId(world.ada, task)).toEqual(task);
    expect((await applied(world.store, world.ada, rename)).title).toBe('renamed');
    expect((await writeAll(world.store, world.ada, both)).at(-1)?.tasks).toMatchObject([
      { title: 'renamed', complete: true },
    ]);
  });
});

interface World extends AsyncDisposable {
  database: PostgresDatabase;
  proxy: TcpProxy;
  store: TaskStore;
  /** Makes a store as another server has it: writes of one user that come to the same store go together. */
  server: () => TaskStore;
  ada: Principal;
  /** A connection that does not go through the proxy. */
  admin: pg.Client;
  seqs: () => Promise<number[]>;
  /** Ends all connections but the admin's. */
  endConnections: () => Promise<void>;
  /**
   * Starts calls while Ada's head is locked, does something when as many as said wait for it, and unlocks the head. Gives the
   * calls' results as a promise.
   */
  whileLocked: <T>(
    start: () => { waiting: number; all: Promise<T> },
    meanwhile: () => Promise<void>,
  ) => Promise<{ results: Promise<T> }>;
}

/** A store over a database behind a door that can be closed. */
async function setupWorld(options: Omit<DatabaseOptions, 'url'> = {}, parameters = ''): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await setupPlace('postgresql', { migrated: true }));
  const proxy = stack.use(await setupTcpProxy(place.url));
  const database = stack.use(await createOrm({ pool: { min: 0, max: 20 }, ...options, url: proxy.url + parameters }));
  if (database.dialect !== 'postgresql') throw new Error('The URL says PostgreSQL');
  const admin = stack.adopt(new pg.Client(place.url), (client) => client.end());
  await admin.connect();
  const ada: Principal = { userId: newId(), kind: 'session', keyId: null, scopes: ['tasks:read', 'tasks:write'] };
  await admin.query(`insert into users values ($1, 'Ada', 'ada@example.com', true, null, now(), now())`, [ada.userId]);
  await admin.query('insert into heads values ($1, 0, 0, 0, 0)', [ada.userId]);
  const owned = stack.move();
  const waiting = async () => {
    await admin.query('select pg_stat_clear_snapshot()'); // or a transaction sees what it saw first
    const { rowCount } = await admin.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rowCount;
  };
  return {
    database,
    proxy,
    ada,
    admin,
    store: createTaskStore(database),
    server: () => createTaskStore(database),
    seqs: async () =>
      (await admin.query<{ seq: string }>('select seq from changes order by seq')).rows.map(({ seq }) => Number(seq)),
    async endConnections() {
      await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    },
    async whileLocked(start, meanwhile) {
      await admin.query('begin');
      await admin.query('select from heads where user_id = $1 for update', [ada.userId]);
      const { waiting: expected, all } = start();
      await vi.waitUntil(async () => (await waiting()) === expected, { timeout: 4_000 });
      await meanwhile();
      await admin.query('commit');
      return { results: all };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function everyCall({ store, ada }: World, id: string): (() => Promise<unknown>)[] {
  return [
    () => store.count(ada),
    () => store.list(ada, { deleted: false, order: 'newest', limit: 10 }),
    () => write(store, ada, creation()),
    () => store.write(ada, [creation(), creation()]),
    () => write(store, ada, { type: 'updateMany', mutationId: newId(), ids: [id], patch: { complete: true } }),
    () => store.history(ada, { id, limit: 10 }).catch(unlessMissing),
    () => store.byId(ada, { id }).catch(unlessMissing),
  ];
}

function unlessMissing(error: unknown): void {
  if (!String(error).includes('no such task')) throw error;
}
