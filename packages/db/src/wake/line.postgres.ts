import { Socket } from 'node:net';
import type { ClientConfig } from 'pg';
import { withinMs } from '../connect/deadline.ts';

/** A connection that listens to a channel. */
export interface Line extends AsyncDisposable {
  /** Aborted when the line is broken or closed; the reason says why. */
  readonly signal: AbortSignal;
}

/**
 * Opens a connection and listens on it. Rejects when that fails or the signal is aborted, with the signal's reason.
 *
 * @param hear is called with each payload.
 * @param closeMs how long a good-bye may take.
 */
export async function openLine(
  config: ClientConfig,
  {
    channel,
    hear,
    closeMs,
    signal,
  }: { channel: string; hear: (payload: string) => void; closeMs: number; signal: AbortSignal },
): Promise<Line> {
  const { Client } = await import('pg'); // which a server on SQLite need not load
  const socket = new Socket(); // our own, so that a line on which nothing is answered can be torn down
  const client = new Client({ ...config, stream: () => socket });
  const life = new AbortController();
  const abort = () => life.abort(signal.reason);
  signal.addEventListener('abort', abort);
  // Without a listener an error would end the process.
  client.on('error', (error) => life.abort(error)).on('end', () => life.abort(new Error('Connection terminated')));
  client.on('notification', ({ payload = '' }) => hear(payload));
  let connected = false;
  const close = async () => {
    signal.removeEventListener('abort', abort);
    // One that is not connected yet would wait for its turn to say good-bye.
    if (connected && !socket.destroyed) await withinMs(closeMs, client.end()).catch(() => {});
    socket.destroy();
  };
  try {
    if (signal.aborted) abort();
    await unlessAborted(client.connect(), life.signal);
    connected = true;
    await unlessAborted(client.query(`listen ${channel}`), life.signal);
    return { signal: life.signal, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits for a promise; rejects with the signal's reason when that is aborted before. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
