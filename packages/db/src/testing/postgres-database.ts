import { createHash, randomUUID } from 'node:crypto';

import pg from 'pg';

/** A schema that many databases begin with. */
export interface PostgresTemplate {
  /** Names the schema, e.g. by a hash of its migrations: one server prepares one version once. */
  readonly version: string;
  /** Fills an empty database, and leaves no connection to it open. */
  readonly prepare: (url: string) => Promise<void>;
}

/** A database of one test's own; disposing of it drops it, whoever is still connected. */
export interface PostgresDatabase extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
}

// All names are our own, of [a-z0-9_], so they need no quotes.

/**
 * Creates a database, empty or with the template's schema, which takes about 10 ms.
 *
 * The server at `serverUrl` must allow its user to create databases. On a server that stays, templates stay too
 * (`typedo_template_…`), and so does the database (`typedo_test_…`) of a run that was killed.
 */
export async function createPostgresDatabase(
  serverUrl: string,
  { template }: { readonly template?: PostgresTemplate } = {},
): Promise<PostgresDatabase> {
  const name = `typedo_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(serverUrl, async (server) => {
    try {
      await copyDatabase(server, template ? templateName(template) : 'template0', name);
    } catch (error) {
      if (!template || !(error instanceof pg.DatabaseError) || error.code !== unknownDatabase) throw error;
      await prepareTemplate(server, serverUrl, template);
      await copyDatabase(server, templateName(template), name);
    }
  });
  return {
    url: databaseUrl(serverUrl, name),
    name,
    [Symbol.asyncDispose]: () =>
      onServer(serverUrl, async (server) => {
        await server.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

const unknownDatabase = '3D000';

/** Makes the template once per server; whoever else needs it meanwhile waits. A half-made one is never seen. */
async function prepareTemplate(server: pg.Client, serverUrl: string, template: PostgresTemplate): Promise<void> {
  const name = templateName(template);
  const draft = `${name}_draft`;
  await server.query('select pg_advisory_lock(hashtext($1))', [name]);
  try {
    const { rowCount } = await server.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 1) return;
    await server.query(`drop database if exists ${draft} with (force)`);
    await copyDatabase(server, 'template0', draft);
    await template.prepare(databaseUrl(serverUrl, draft));
    // A database to which somebody is connected cannot be copied.
    await server.query(`alter database ${draft} allow_connections false`);
    await server.query(`alter database ${draft} rename to ${name}`);
  } finally {
    await server.query('select pg_advisory_unlock(hashtext($1))', [name]);
  }
}

/** Copying files costs 7 ms and parallel copies share their checkpoints; through the WAL it is 30 ms, one by one. */
async function copyDatabase(server: pg.Client, from: string, to: string): Promise<void> {
  await server.query(`create database ${to} template ${from} strategy file_copy`);
}

function templateName({ version }: PostgresTemplate): string {
  return `typedo_template_${createHash('sha256').update(version).digest('hex').slice(0, 32)}`;
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(serverUrl: string, action: (server: pg.Client) => Promise<void>): Promise<void> {
  const server = new pg.Client(serverUrl);
  await server.connect();
  try {
    await action(server);
  } finally {
    await server.end();
  }
}
