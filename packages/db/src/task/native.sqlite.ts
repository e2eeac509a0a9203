import type { SqliteDatabase } from '../database.ts';
import { whyFailed } from '../failure.ts';

/** How long a call waits for another process that holds the file, in milliseconds. */
const busyLimit = 5_000;

/** Tries again while another process holds the file, without blocking the event loop. What does not pass becomes UNAVAILABLE. */
export async function whenFree<T>({ patiently }: SqliteDatabase, run: () => T | Promise<T>): Promise<T> {
  try {
    return await patiently(busyLimit, run);
  } catch (error) {
    throw whyFailed(error);
  }
}

/** The parameters of a statement as the driver takes them: it binds `$1`, `$2`, … as names. */
export function numbered(parameters: unknown[]): Record<string, unknown> {
  return Object.fromEntries(parameters.map((value, index) => [index + 1, value]));
}
