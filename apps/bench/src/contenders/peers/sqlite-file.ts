import Sqlite from 'better-sqlite3';

/** Opens a SQLite file as durably as every contender does. */
export function openSqliteFile(file: string): Sqlite.Database {
  const db = new Sqlite(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  return db;
}
