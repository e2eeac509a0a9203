import type { Dialect } from '../database.ts';
import { RateLimit } from '../account/rate-limit.entity.ts';
import { entities } from '../entities.ts';
import { migrations } from '../migrations/list.ts';

/**
 * A backup of PostgreSQL is lines of JSON, each ended by a line feed, in UTF-8, compressed by gzip (whose checksum finds whatever
 * was damaged on the way):
 *
 * 1. The {@link Header}: what made the file, when, and which migrations the rows are of.
 * 2. For each table a {@link TableLine}, and behind it the rows, one a line: objects as `row_to_json` writes them, with
 *    moments in UTC. Their text goes back into the database as it is, so no number and no moment loses a digit. A row never begins with
 *    `{"table":`, since no table has such a first column. Tables come before those that refer to them.
 * 3. The {@link LastLine}: how many rows each table has. Without it the file was cut.
 *
 * The checksum vouches for what a line is, so a reader looks at its beginning alone.
 *
 * All lines are of one moment of the database. The journal of the migrations is in the header alone.
 */
export const format = 1;

/**
 * How much is read at once, from the database and from a file: whichever is reached first, so that memory does not grow with the database.
 * In rows, and in UTF-16 units of their text.
 */
export const batch = { rows: 1_000, characters: 1_000_000 };

export interface Header {
  typedo: 'backup';
  format: typeof format;
  /** The version of the contract of the program that made it. */
  contract: string;
  /** An ISO time. */
  madeAt: string;
  /** The names of the migrations that had run, the oldest first. */
  migrations: string[];
}

export interface TableLine {
  table: string;
  columns: string[];
}

export interface LastLine {
  rows: Record<string, number>;
}

/** All our tables, each behind those that it refers to. */
export function ourTables(): string[] {
  return entities.map(({ meta }) => meta.tableName);
}

/** Those whose rows are kept in a backup: all but what was only counted for some minutes. */
export function keptTables(): string[] {
  return ourTables().filter((table) => table !== RateLimit.meta.tableName);
}

/** The first of some migrations that this program does not know: a newer one made them. */
export function unknownMigration(dialect: Dialect, names: Iterable<string>): string | undefined {
  const ours = new Set(migrations[dialect].map(({ name }) => name));
  return [...names].find((name) => !ours.has(name));
}
