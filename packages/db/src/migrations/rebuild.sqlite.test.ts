import { readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Migrator } from '@mikro-orm/migrations';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createOrm, type SqliteDatabase } from '../database.ts';
import type { Principal } from '../principal.ts';
import { createTaskStore } from '../task/create-task-store.ts';
import { setupPlace } from '../testing/index.ts';
import { contentsOf, migration, withMore } from '../testing/migrations.ts';
import { applied, change, creation, move } from '../testing/tasks.ts';
import { migrate } from './migrate.ts';
import { migrationOptions } from './options.ts';

describe('a migration that rebuilds a filled table', () => {
  it('loses not one row of it, nor of those that refer to it', async () => {
    await using world = await setupFilled();
    const before = await world.contents();
    const rebuild = await world.rebuild('users');
    expect(await world.migrate(rebuild)).toEqual([rebuild.name]);
    const after = await world.contents();
    expect(after.rows).toEqual(before.rows);
    expect(after.schema).not.toEqual(before.schema);

    await using database = await world.open();
    addCheck(database, 'users');
    expect(await database.orm.schema.getUpdateSchemaSQL()).toBe('');
    expect(() => database.writer.exec(`update users set id = 'mallory' where id = 'grace'`)).toThrow('no_mallory');
    database.writer.exec(`delete from users where id = 'ada'`);
    const rows = (table: string) => database.writer.prepare(`select * from ${table} where user_id = 'ada'`).all();
    for (const table of children) expect(rows(table)).toEqual([]);
  });

  it('would lose them, had the library run it by itself', async () => {
    await using world = await setupFilled();
    const rebuild = await world.rebuild('users');
    await using database = await world.open();
    const list = withMore('sqlite', rebuild).sqlite;
    const careless = {
      ...migrationOptions('sqlite', list),
      transactional: true,
      allOrNothing: true,
      disableForeignKeys: true,
    };
    database.orm.config.set('migrations', careless);
    expect(await new Migrator(database.orm.em).up()).toHaveLength(1);
    const { rows } = await contentsOf(database);
    expect(rows['users']).toHaveLength(2);
    for (const table of children) expect(rows[table]).toEqual([]);
  });

  it('keeps what a table has that only SQLite knows: its checks and its index by title', async () => {
    await using world = await setupFilled();
    const before = await world.contents();
    await world.migrate(await world.rebuild('tasks'));
    expect((await world.contents()).rows).toEqual(before.rows);
    await using database = await world.open();
    addCheck(database, 'tasks');
    expect(await database.orm.schema.getUpdateSchemaSQL()).toBe('');
    const indexes = database.writer.prepare<[], { name: string }>(`pragma index_list(tasks)`).all();
    expect(indexes.map(({ name }) => name)).toContain('tasks_by_title');
    expect(() => database.writer.exec(`update tasks set complete = 'yes'`)).toThrow('tasks_complete_type');
  });

  it('leaves a whole copy of the file as it was', async () => {
    await using world = await setupFilled();
    const before = await world.contents();
    const rebuild = await world.rebuild('users');
    const lines: string[] = [];
    await migrate({ url: world.url, log: (line) => lines.push(line) }, withMore('sqlite', rebuild));
    const copy = `${world.file}.before-${rebuild.name}`;
    expect(lines).toEqual([`Copied the database to ${copy} before changing it`, `Ran the migration ${rebuild.name}`]);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    using stack = new DisposableStack();
    const plain = stack.adopt(new Sqlite(copy, { readonly: true }), (connection) => void connection.close());
    expect(plain.pragma('integrity_check', { simple: true })).toBe('ok');
    await using database = await createOrm({ url: `sqlite:${copy}` });
    expect(await contentsOf(database)).toEqual(before);
    await database.ready(1_000);
  });

  it('is refused when it would leave rows without their parent, and changes nothing', async () => {
    await using world = await setupFilled();
    const before = await world.contents();
    const careless = migration(
      '20990101000000-careless',
      `delete from users where id = 'ada'`,
      'create table notes (id integer)',
    );
    await expect(world.migrate(careless)).rejects.toMatchObject({
      name: 'DatabaseError',
      message: expect.stringMatching(
        /^The migration would leave rows without what they refer to \(in .*tasks.*\); nothing was changed\.$/,
      ),
    });
    expect(await world.contents()).toEqual(before);
    // A second attempt is not hindered by what the first one left.
    const mended = migration(careless.name, 'create table notes (id integer)');
    expect(await world.migrate(mended)).toEqual([mended.name]);
  });
});

describe('copies of a file', () => {
  it('are kept of the last three changes', async () => {
    await using world = await setupFilled();
    const steps = Array.from({ length: 5 }, (_, index) =>
      migration(`2099010${index}000000-step`, `create table step${index} (id integer)`),
    );
    for (const [index] of steps.entries()) await world.migrate(...steps.slice(0, index + 1));
    const kept = steps.slice(-3).map(({ name }) => `${basename(world.file)}.before-${name}`);
    expect(readdirSync(dirname(world.file)).filter((name) => name.includes('before'))).toEqual(kept);
  });

  it('are not made when an empty file is set up', async () => {
    await using place = await setupPlace('sqlite', { migrated: false });
    const file = place.url.slice('sqlite:'.length);
    await migrate({ url: place.url });
    expect(readdirSync(dirname(file)).filter((name) => name.includes('before'))).toEqual([]);
  });
});

const children = ['tasks', 'heads', 'changes', 'mutations', 'sessions', 'credentials', 'api_keys'];

/** Changes an entity so that SQLite has to rebuild its table. */
function addCheck({ orm }: SqliteDatabase, table: string): void {
  for (const meta of orm.getMetadata()) {
    if (meta.tableName === table) meta.checks.push({ name: 'no_mallory', expression: `id <> 'mallory'` });
  }
}

/** A file with rows in every table, closed, as it is when a new version of the program starts. */
async function setupFilled() {
  const place = await setupPlace('sqlite', { migrated: true });
  const open = async (): Promise<SqliteDatabase> => {
    const database = await createOrm({ url: place.url });
    if (database.dialect !== 'sqlite') throw new Error('Asked for SQLite');
    return database;
  };
  {
    await using database = await open();
    for (const id of ['ada', 'grace']) await fill(database, id);
    const { rows } = await contentsOf(database);
    expect(Object.entries(rows).filter(([table, rows]) => rows.length < (table === 'epochs' ? 1 : 2))).toEqual([]);
  }
  return {
    url: place.url,
    file: place.url.slice('sqlite:'.length),
    open,
    migrate: (...more: ReturnType<typeof migration>[]) => migrate({ url: place.url }, withMore('sqlite', ...more)),
    async contents() {
      await using database = await open();
      return await contentsOf(database);
    },
    /** What the library writes when an entity gets a check. */
    async rebuild(table: string) {
      await using database = await open();
      addCheck(database, table);
      const sql = await database.orm.schema.getUpdateSchemaSQL({ wrap: false });
      expect(sql).toContain(`drop table \`${table}\``);
      return migration('20990101000000-rebuild', ...sql.split(/;\n/).filter((statement) => statement.trim() !== ''));
    },
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

async function fill(database: SqliteDatabase, userId: string): Promise<void> {
  const store = createTaskStore(database);
  const principal: Principal = { userId, kind: 'session', keyId: null, scopes: [] };
  const kysely = database.kysely();
  const at = { created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z' };
  const until = { expires_at: '2027-01-01T00:00:00.000Z' };
  await kysely
    .insertInto('users')
    .values({ id: userId, name: userId, email: `${userId}@example.com`, ...at })
    .execute();
  await kysely
    .insertInto('sessions')
    .values({ id: userId, token: userId, user_id: userId, ...until, ...at })
    .execute();
  await kysely
    .insertInto('credentials')
    .values({ id: userId, account_id: userId, provider_id: 'credential', user_id: userId, ...at })
    .execute();
  await kysely
    .insertInto('api_keys')
    .values({ id: userId, key: userId, user_id: userId, ...at })
    .execute();
  await kysely
    .insertInto('verifications')
    .values({ id: userId, identifier: userId, value: userId, ...until, ...at })
    .execute();
  await kysely.insertInto('rate_limits').values({ key: userId, points: 1, expire: 1 }).execute();
  await kysely.insertInto('closings').values({ user_id: userId, at: 0 }).execute();
  for (const title of ['one 🌱', 'two', 'three']) await applied(store, principal, creation({ title, description: '' }));
  const task = await applied(store, principal, creation());
  await applied(store, principal, change(task.id, { complete: true }));
  await applied(store, principal, move('delete', task.id));
}
