import { dialects } from '@typedo/db/testing';

/**
 * How much a test does: `usual` in every run, `full` in a soak (`pnpm soak`), which takes hours. Only how often something is tried differs,
 * never what is tried.
 */
export function often(usual: number, full: number): number {
  return process.env['SOAK'] ? full : usual;
}

/** How long such a test may take, in milliseconds: on a busy machine in every run, and for a soak as long as it takes. */
export const patience = { timeout: often(150_000, 12 * 60 * 60 * 1000) };

/** The databases for tests of what is the same over both: SQLite in every run, PostgreSQL too in a soak. */
export const eitherDatabase = dialects.slice(0, often(1, dialects.length));
