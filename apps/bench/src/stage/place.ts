import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dialect } from '@typedo/db';
import { startCluster } from '@typedo/db/testing/postgres-cluster';
import pg from 'pg';

/** Where databases are made and go again. Disposing of it removes them all. */
export interface Place extends AsyncDisposable {
  readonly dialect: Dialect;
  /** Makes an empty database, called after what it is for in letters, digits and `_`. */
  create(what: string): Promise<{ name: string; url: string }>;
}

/** Files in a folder; or a PostgreSQL of our own with its usual durability, or the one at `serverUrl`. */
export async function openPlace(dialect: Dialect, serverUrl?: string): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'typedo-bench-'));
  const removeAll = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  if (dialect === 'sqlite') {
    return {
      dialect,
      create: async (name) => ({ name, url: `sqlite:${join(folder, name, 'typedo.sqlite')}` }),
      [Symbol.asyncDispose]: async () => removeAll(),
    };
  }
  chmodSync(folder, 0o755); // PostgreSQL may run as another user
  const cluster = serverUrl === undefined ? await startCluster(folder, { durable: true }) : null;
  const server = cluster?.url ?? serverUrl ?? '';
  const created: string[] = [];
  return {
    dialect,
    async create(what) {
      const name = `typedo_bench_${what}_${randomUUID().slice(0, 8)}`;
      await patiently(server, [`create database ${name}`]);
      created.push(name);
      return { name, url: Object.assign(new URL(server), { pathname: `/${name}` }).href };
    },
    async [Symbol.asyncDispose]() {
      if (cluster) await cluster.stop();
      else
        await patiently(
          server,
          created.map((name) => `drop database ${name} with (force)`),
        );
      removeAll();
    },
  };
}

/** Runs statements on a connection of its own, however long they take. */
export async function patiently(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}
