import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { embeddedPostgresVersion } from './postgres-binaries.ts';
import { openLease, type PostgresServer } from './postgres-lease.ts';

export interface PostgresServerOptions {
  /** Home of the server: processes that name the same one share it. */
  readonly folder?: string;
  /** How long the server outlives its last lease, in milliseconds. */
  readonly idleMs?: number;
}

/**
 * Leases the one PostgreSQL that all test runs of this user share, and starts it where it does not run.
 *
 * It takes about a second to start and ends by itself a minute after its last lease has been disposed of or its last
 * process has died, however it died. Nothing is left of it then but its binaries.
 */
export async function acquirePostgresServer({
  folder = sharedFolder(),
  idleMs = 60_000,
}: PostgresServerOptions = {}): Promise<PostgresServer> {
  claim(folder);
  const logFile = join(folder, 'supervisor.log');
  const deadline = Date.now() + 60_000;
  let supervisor: ChildProcess | undefined;
  while (Date.now() < deadline) {
    const server = await openLease(folder);
    if (server) return server;
    // One that ends with 0 found another at work; if that one was on its way out, the next attempt succeeds.
    if (supervisor === undefined || supervisor.exitCode === 0) supervisor = startSupervisor(folder, idleMs, logFile);
    if (supervisor.exitCode !== null || supervisor.signalCode !== null) break;
    await sleep(50);
  }
  const log = readFileSync(logFile, 'utf8').slice(-4_000);
  throw new Error(`PostgreSQL for the tests did not start; TEST_DATABASE_URL can name another.\n${log}`);
}

function sharedFolder(): string {
  // A socket's path holds 103 bytes at most.
  const base = Buffer.byteLength(tmpdir()) > 50 ? '/tmp' : tmpdir();
  return join(base, `typedo-pg-${String(userInfo().uid)}-${embeddedPostgresVersion()}`);
}

/** Makes the folder, readable to the user that PostgreSQL runs as, and refuses one that somebody else has planted. */
function claim(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid) throw new Error(`${folder} belongs to somebody else.`);
  chmodSync(folder, 0o755);
}

/** It holds no pipe of ours, or whoever reads our output would wait for it, and takes none of our environment. */
function startSupervisor(folder: string, idleMs: number, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  const program = fileURLToPath(new URL('./postgres-supervisor.ts', import.meta.url));
  const child = spawn(process.execPath, [program, folder, String(idleMs)], {
    cwd: folder,
    detached: true,
    env: {},
    stdio: ['ignore', log, log],
  });
  child.unref();
  closeSync(log);
  return child;
}
