import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startCluster } from '@typedo/db/testing/postgres-cluster';
import { diskFolder } from './disk.ts';

/** A PostgreSQL for the time of a run. */
export interface PostgresServer extends AsyncDisposable {
  readonly url: string;
  /** The process that starts all others; null for a server that is not ours. */
  readonly pid: number | null;
}

/** Takes the server at `given`, or starts one with PostgreSQL's default durability, which ends when it is disposed of. */
export async function openServer(given: string | undefined, say: (line: string) => void): Promise<PostgresServer> {
  if (given !== undefined) return { url: given, pid: null, [Symbol.asyncDispose]: async () => {} };
  const folder = mkdtempSync(join(diskFolder(say), 'typedo-bench-pg-'));
  chmodSync(folder, 0o755); // PostgreSQL may run as another user
  const cluster = await startCluster(folder, { durable: true });
  return {
    url: cluster.url,
    pid: cluster.pid,
    async [Symbol.asyncDispose]() {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
