import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

/** A lease on the shared server: it runs until the last one has been disposed of. */
export interface PostgresServer extends Disposable {
  /** Connection string of the superuser, to the database `postgres`. */
  readonly url: string;
  /** What the server logs; `postgres-log.ts` reads it. */
  readonly logFile: string;
}

/** The line with which the supervisor answers whoever connects, once the server is ready or has failed. */
export type LeaseAnswer = { readonly url: string; readonly logFile: string } | { readonly error: string };

export function leaseSocket(folder: string): string {
  return join(folder, 'lease');
}

/**
 * Asks the supervisor of this folder for a lease; undefined where none is at work.
 *
 * The lease is the open connection itself: the kernel hands it back for a process that was killed, and no process id
 * can go stale.
 */
export async function openLease(folder: string): Promise<PostgresServer | undefined> {
  const socket = connect(leaseSocket(folder));
  const line = await readLine(socket);
  if (line === undefined) return undefined;
  // The supervisor at the other end writes nothing else.
  const answer = JSON.parse(line) as LeaseAnswer;
  if ('error' in answer) {
    socket.destroy();
    throw new Error(`PostgreSQL for the tests did not start; TEST_DATABASE_URL can name another.\n${answer.error}`);
  }
  // The lease lasts while its process lives, but is no reason for it to live.
  socket.resume().unref();
  return { ...answer, [Symbol.dispose]: () => void socket.destroy() };
}

async function readLine(socket: Socket): Promise<string | undefined> {
  // A supervisor that dies later is noticed by those who use its server.
  socket.setEncoding('utf8').on('error', () => {});
  let text = '';
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      if (text.endsWith('\n')) return text;
    }
  } catch {
    // Nobody listens, or stopped to: the caller starts another supervisor.
  }
  return undefined;
}
