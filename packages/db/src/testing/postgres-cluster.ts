import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import pg from 'pg';

import { copyBinaries } from './postgres-binaries.ts';

/** A PostgreSQL of our own, with all it needs in one folder. */
export interface Cluster {
  readonly url: string;
  readonly logFile: string;
  /** The process that starts all others. */
  readonly pid: number;
  /** Settles when the server has ended, whoever ended it. */
  readonly ended: Promise<unknown>;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Whether PostgreSQL keeps data as it does by default, for whoever measures it. Tests need none of that. */
  readonly durable?: boolean;
}

const roomy = { max_connections: '300', timezone: 'UTC' };

// The data lives no longer than the tests: nothing has to reach the disk.
const quick = {
  ...roomy,
  autovacuum: 'off',
  fsync: 'off',
  full_page_writes: 'off',
  log_checkpoints: 'off',
  // How `postgres-log.ts` finds the lines of one database.
  log_line_prefix: '%m [%p] db=%d ',
  log_timezone: 'UTC',
  max_wal_senders: '0',
  // Tests log in thousands of times, with a password that protects nothing.
  scram_iterations: '1',
  wal_level: 'minimal',
};

// Only Linux is sure to have the locale C.UTF-8; the one built into PostgreSQL sorts and folds alike.
const locale =
  process.platform === 'linux'
    ? ['--locale=C.UTF-8']
    : ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/** Starts a new, empty cluster in a folder of its own inside `parent`, which every user must be able to enter. */
export async function startCluster(parent: string, { durable = false }: ClusterOptions = {}): Promise<Cluster> {
  const home = mkdtempSync(join(parent, 'run-'));
  const bin = copyBinaries(join(home, 'native'));
  const password = randomUUID();
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const user = serverUser();
  if (user) for (const path of [home, passwordFile]) chownSync(path, user.uid, user.gid);

  const data = join(home, 'data');
  const place = [`--pgdata=${data}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const speed = durable ? [] : ['--no-sync', '--no-data-checksums'];
  const config = Object.entries(durable ? roomy : quick).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  // Without an encoding it takes the one of LANG, and SQL_ASCII without that.
  const text = ['--encoding=UTF8', ...locale, '--lc-messages=C'];
  await promisify(execFile)(join(bin, 'initdb'), [...place, '--no-instructions', ...speed, ...text, ...config], {
    cwd: home,
    ...user,
  });

  const logFile = join(home, 'postgres.log');
  const log = openSync(logFile, 'a', 0o600);
  const port = await freePort();
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', home, '-h', '127.0.0.1', '-p', String(port)], {
    cwd: home,
    stdio: ['ignore', log, log],
    ...user,
  });
  closeSync(log);
  const ended = once(server, 'exit');
  const stop = async (): Promise<void> => {
    // At once, without a last checkpoint.
    server.kill('SIGQUIT');
    await ended;
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  const url = `postgres://postgres:${password}@127.0.0.1:${String(port)}/postgres`;
  try {
    await waitUntilReady(url, server);
  } catch (cause) {
    const lines = readFileSync(logFile, 'utf8');
    await stop();
    throw new Error(lines, { cause });
  }
  // It has answered, so it has started.
  return { url, logFile, pid: server.pid!, ended, stop };
}

/** PostgreSQL refuses to run as root; the ids of another user to run as, or undefined where we are not root. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // No such user.
    }
  }
  throw new Error(
    "PostgreSQL refuses to run as root, and there is neither a user 'postgres' nor 'nobody': run the tests as another " +
      'user, or name a server in TEST_DATABASE_URL.',
  );
}

/** PostgreSQL cannot pick a port itself. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) throw error;
    }
    await sleep(20);
  }
}
