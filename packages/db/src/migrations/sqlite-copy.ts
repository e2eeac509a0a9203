import { globSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { flush } from '../connect/flush.ts';
import { explain } from '../connect/sqlite-errors.ts';
import { makePrivate, removeDatabase } from '../connect/sqlite-files.ts';

/** How many copies stay: of the last migrations, should one turn out wrong late. */
const kept = 3;

/**
 * Copies a database beside itself before a migration changes it, as `FILE.before-MIGRATION`, and gives that path. The newest
 * three copies stay; the copy of an earlier attempt at the same migration is replaced. What is left of one that was
 * interrupted (`….part`) goes, so a copy that is there is whole.
 *
 * @throws DatabaseError when there is no room for it.
 */
export function copyBefore(migration: string, file: string, connection: Sqlite.Database): string {
  const copy = `${file}.before-${migration}`;
  const part = `${copy}.part`;
  try {
    removeDatabase(part);
    makePrivate(part);
    connection.prepare('vacuum into ?').run(part);
    flush(part);
    renameSync(part, copy);
    for (const old of copiesOf(file).slice(0, -kept)) rmSync(old);
  } catch (error) {
    removeDatabase(part);
    throw explain(error, part);
  }
  return copy;
}

/** The oldest first: the names of migrations begin with their time. What a restore has kept (`….before-restore-…`) is not among them. */
function copiesOf(file: string): string[] {
  const names = globSync(`${basename(file)}.before-[0-9]*`, { cwd: dirname(file) });
  return names.toSorted().map((name) => join(dirname(file), name));
}
