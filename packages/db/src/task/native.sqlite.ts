import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from '../connect/sqlite-errors.ts';
import { whyFailed } from '../failure.ts';

/** How long a write waits for another process that holds the file, in milliseconds. */
const busyLimit = 5_000;

/** Tries again while another process holds the file, without blocking the event loop. What does not pass becomes UNAVAILABLE. */
export async function whenFree<T>(run: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + busyLimit; ; await sleep(10 + Math.random() * 40)) {
    try {
      return await run();
    } catch (error) {
      if (Date.now() < end && isBusy(error)) continue;
      throw whyFailed(error);
    }
  }
}

/** The parameters of a statement as the driver takes them: it binds `$1`, `$2`, … as names. */
export function numbered(parameters: unknown[]): Record<string, unknown> {
  return Object.fromEntries(parameters.map((value, index) => [index + 1, value]));
}
