import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import type { Dialect } from '@typedo/db';
import { setupPlace } from '@typedo/db/testing';
import { peerTables } from '../../src/data/peer-tables.ts';
import type { Call, Contender } from '../../src/contenders/contender.ts';
import { adasTasks, ada, bobsTask } from './rows.ts';

/** A peer's program over a database of the test's own. */
export interface TestPeer extends AsyncDisposable {
  /** Makes a call for Ada and gives the content of its answer. */
  call(call: Call): Promise<unknown>;
  /** The status of the answer to a call. */
  status(call: Call, authorization?: string): Promise<number>;
}

/** Starts a peer's program; dispose of it with `await using`. */
export async function setupPeer({ program, protocol }: Contender, dialect: Dialect): Promise<TestPeer> {
  await using made = new AsyncDisposableStack();
  const { url } = made.use(await setupPlace(dialect, { migrated: false }));
  await fill(dialect, url);

  const env = { ...process.env, NODE_ENV: 'production', PORT: '0', DATABASE_URL: url };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  made.defer(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  });
  const port = await readPort(child.stdout, errors);

  const send = async (call: Call, authorization = `Bearer ${secret}`) => {
    const request = protocol.request(call);
    if (!request) throw new Error(`No such call: ${call.name}`);
    const { method, path, headers, body = null } = request;
    return fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body,
    });
  };
  const started = made.move();
  return {
    call: async (call) => {
      const response = await send(call);
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status}: ${text}\n${errors.join('')}`);
      return protocol.content(call, text);
    },
    status: async (call, authorization) => {
      const response = await send(call, authorization);
      await response.text();
      return response.status;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

const secret = 'the secret of Ada';

async function readPort(stdout: NodeJS.ReadableStream, errors: readonly string[]): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const [, port] = /^ready (\d+)$/.exec(line) ?? [];
    if (port !== undefined) return port;
  }
  throw new Error(`The program ended:\n${errors.join('')}`);
}

async function fill(dialect: Dialect, url: string): Promise<void> {
  const key = [createHash('sha256').update(secret).digest('base64url'), ada];
  const insertKey = 'insert into api_keys (hash, user_id) values ($1, $2)';
  const insertTask =
    'insert into tasks (id, user_id, title, description, complete, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7)';
  const rows = [...adasTasks, bobsTask].map((task) => Object.values(task));

  if (dialect === 'sqlite') {
    using db = openSqlite(url.replace('sqlite:', ''));
    const run = (sql: string, values: readonly unknown[]) =>
      db.sqlite.prepare(sql.replaceAll(/\$\d/g, '?')).run(...values);
    db.sqlite.exec(peerTables(dialect));
    run(insertKey, key);
    for (const [id, user, title, description, complete, created, updated] of rows)
      run(insertTask, [
        id,
        user,
        title,
        description,
        Number(complete),
        Date.parse(String(created)),
        Date.parse(String(updated)),
      ]);
    return;
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(peerTables(dialect));
    await client.query(insertKey, key);
    for (const row of rows) await client.query(insertTask, row);
  } finally {
    await client.end();
  }
}

function openSqlite(file: string) {
  const sqlite = new Sqlite(file);
  return { sqlite, [Symbol.dispose]: () => sqlite.close() };
}
