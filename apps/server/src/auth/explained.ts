import { whyFailed } from '@typedo/db';

/** Runs something that asks the accounts' tables, and tells a database that is away, or an account that is gone, from a fault of ours. */
export async function explained<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw whyFailed(cause);
  }
}
