import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setupTransactionPooler } from '@typedo/db/testing';

/** A pooler in transaction mode in front of a database. */
export interface Pooler extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** Whether it keeps named prepared statements, which all but the connection that listens need. */
  readonly keepsStatements: boolean;
}

/** PgBouncer where it is installed, else a stand-in that swallows notifications. */
export async function setupPooler(url: string): Promise<Pooler> {
  const [, major = 0, minor = 0] =
    /(\d+)\.(\d+)/.exec(spawnSync('pgbouncer', ['--version']).stdout?.toString() ?? '') ?? [];
  if (major !== 0) return setupPgBouncer(url, `PgBouncer ${major}.${minor}`, Number(major) > 1 || Number(minor) >= 21);
  const standIn = await setupTransactionPooler(url);
  const dispose = () => standIn[Symbol.asyncDispose]();
  return { url: standIn.url, name: 'a stand-in', keepsStatements: true, [Symbol.asyncDispose]: dispose };
}

async function setupPgBouncer(url: string, name: string, keepsStatements: boolean): Promise<Pooler> {
  const target = new URL(url);
  const folder = mkdtempSync(join(tmpdir(), 'typedo-pgbouncer-'));
  chmodSync(folder, 0o755); // it refuses to run as root, and runs as another user then
  const port = await freePort();
  const users = join(folder, 'users.txt');
  const config = join(folder, 'pgbouncer.ini');
  const quoted = (text: string) => `"${decodeURIComponent(text).replaceAll('"', '""')}"`;
  writeFileSync(users, `${quoted(target.username)} ${quoted(target.password)}\n`);
  writeFileSync(
    config,
    `[databases]
* = host=${target.hostname} port=${target.port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = transaction
${keepsStatements ? 'max_prepared_statements = 200' : ''}
`,
  );
  const root = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn('pgbouncer', ['-q', ...root, config], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error('PgBouncer ended at once');
    await sleep(20);
  }
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    name,
    keepsStatements,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo; // it listens on a port
  probe.close();
  await once(probe, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
