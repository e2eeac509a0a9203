import { closeSync, openSync, readSync } from 'node:fs';
import type { Dialect } from '../database.ts';
import { DatabaseError } from '../database-error.ts';
import { notOurs } from './backup-errors.ts';

/**
 * Looks at the first bytes of a file.
 *
 * @throws DatabaseError when it cannot be read, or holds no backup of this kind of database.
 */
export function assertKind(file: string, dialect: Dialect): void {
  const start = firstBytes(file);
  const kind = start.startsWith('SQLite format 3\0')
    ? 'sqlite'
    : start.startsWith('\x1f\x8b')
      ? 'postgresql'
      : undefined;
  if (kind === dialect) return;
  if (kind === undefined) throw notOurs(file);
  const [made, used] = kind === 'sqlite' ? ['SQLite', 'PostgreSQL'] : ['PostgreSQL', 'SQLite'];
  throw new DatabaseError(`${file} is a backup of ${made}, and DATABASE_URL says ${used}: they cannot be exchanged.`);
}

/** One letter a byte. */
function firstBytes(file: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const bytes = Buffer.alloc(16);
    return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, bytes.length, 0));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const line = code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code}).`;
    throw new DatabaseError(line, { cause });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
