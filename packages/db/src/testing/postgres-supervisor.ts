import { closeSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { startCluster } from './postgres-cluster.ts';
import { type LeaseAnswer, leaseSocket } from './postgres-lease.ts';
import { removeLeftovers } from './postgres-leftovers.ts';

// `node postgres-supervisor.ts <folder> <idleMs>`, started by `postgres-server.ts`: it runs one PostgreSQL while anybody
// holds a lease on it, and a little longer. A process of its own, so that no test run has to outlive the others.
const [, , folder = '', idleMs = ''] = process.argv;

// PostgreSQL may run as another user, who has to read its binaries.
process.umask(0o022);

closeInheritedFiles();

const lock = takeLock(join(folder, 'lock'));
if (lock) await supervise(lock);

/** Whoever reads a pipe that a test run inherited would otherwise wait for us too. Node marks its own close-on-exec. */
function closeInheritedFiles(): void {
  if (process.platform !== 'linux') return;
  for (const file of readdirSync('/proc/self/fdinfo').filter((name) => Number(name) > 2)) {
    try {
      const [, flags = '2000000'] = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${file}`, 'utf8')) ?? [];
      const closeOnExec = (Number.parseInt(flags, 8) & 0o2000000) !== 0;
      if (!closeOnExec) closeSync(Number(file));
    } catch {
      // The listing's own, closed by now.
    }
  }
}

/** The kernel's lock on a file, which no dead process can hold; SQLite brings the one that Node lacks. */
function takeLock(file: string): Database.Database | undefined {
  const database = new Database(file, { timeout: 0 });
  try {
    return database.exec('begin exclusive');
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') return undefined;
    throw error;
  }
}

async function supervise(held: Database.Database): Promise<void> {
  await removeLeftovers(folder);
  const starting = startCluster(folder);
  const answer: Promise<LeaseAnswer> = starting.then(
    ({ url, logFile }) => ({ url, logFile }),
    (error: unknown) => ({ error: String(error) }),
  );

  const leases = new Set<Socket>();
  const door = createServer((lease) => {
    leases.add(lease);
    clearTimeout(idle);
    lease.on('error', () => {}).resume();
    lease.on('close', () => {
      leases.delete(lease);
      if (leases.size === 0 && door.listening) idle = wait();
    });
    void answer.then((line) => lease.write(`${JSON.stringify(line)}\n`));
  });
  const wait = () => setTimeout(() => void stop(), Number(idleMs));
  let idle = wait();
  rmSync(leaseSocket(folder), { force: true });
  door.listen(leaseSocket(folder));

  const stop = async (): Promise<void> => {
    clearTimeout(idle);
    door.close();
    for (const lease of leases) lease.destroy();
    const cluster = await starting.catch(() => undefined);
    await cluster?.stop();
    held.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => void stop());
  // A server that ended by itself, or never began, makes room for the next one.
  await starting.then((cluster) => cluster.ended);
  await stop();
}
