import { randomUUID } from 'node:crypto';

import pg from 'pg';
import { expect, inject, test, vi } from 'vitest';

import { createPostgresDatabase, type PostgresTemplate } from './postgres-database.ts';

const { url: serverUrl } = inject('postgres');

test('a fresh database takes the prepared schema and is dropped', async () => {
  const template = setupTemplate();
  let name;
  {
    await using database = await createPostgresDatabase(serverUrl, { template });
    name = database.name;
    expect(await query(database.url, 'select current_database() as name, count(*)::int as notes from notes')).toEqual([
      { name, notes: 1 },
    ]);
  }
  expect(await query(serverUrl, `select datname from pg_database where datname = '${name}'`)).toEqual([]);
});

test('without a template it is empty', async () => {
  await using database = await createPostgresDatabase(serverUrl);
  expect(await query(database.url, "select from pg_class where relnamespace = 'public'::regnamespace")).toEqual([]);
});

test("a database is one test's own", async () => {
  const template = setupTemplate();
  await using first = await createPostgresDatabase(serverUrl, { template });
  await using second = await createPostgresDatabase(serverUrl, { template });
  await query(first.url, 'delete from notes');
  expect(await query(second.url, 'select text from notes')).toEqual([{ text: 'from the template' }]);
});

test('many databases at once prepare their template once', async () => {
  const template = setupTemplate();
  await using stack = new AsyncDisposableStack();
  const databases = await Promise.all(
    Array.from({ length: 20 }, () => createPostgresDatabase(serverUrl, { template })),
  );
  for (const database of databases) stack.use(database);
  expect(template.prepared).toBe(1);
});

test('a template whose preparation failed is prepared anew', async () => {
  const template = setupTemplate();
  const failing: PostgresTemplate = {
    version: template.version,
    prepare: async (url) => {
      await query(url, 'create table rest()');
      throw new Error('out of luck');
    },
  };
  await expect(createPostgresDatabase(serverUrl, { template: failing })).rejects.toThrow('out of luck');
  await using database = await createPostgresDatabase(serverUrl, { template });
  expect(await query(database.url, "select to_regclass('rest') as rest")).toEqual([{ rest: null }]);
});

test('a database is dropped although somebody is connected', async () => {
  const database = await createPostgresDatabase(serverUrl);
  const client = new pg.Client(database.url);
  const errors: unknown[] = [];
  client.on('error', (error) => errors.push(error));
  await client.connect();
  await database[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(errors[0]).toMatchObject({ code: '57P01' }));
});

/** A template of a version of its own, which counts how often it was prepared. */
function setupTemplate() {
  const template = {
    version: randomUUID(),
    prepared: 0,
    prepare: async (url: string) => {
      template.prepared += 1;
      await query(url, "create table notes (text text); insert into notes values ('from the template')");
    },
  };
  return template;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}
