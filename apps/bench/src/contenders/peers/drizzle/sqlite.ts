import { and, asc, desc, eq, or, sql, type Column, type SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { openSqliteFile } from '../sqlite-file.ts';
import { containing, newRow, type Data, type Tasks } from '../tasks.ts';

/** Drizzle over better-sqlite3. */
export function openSqlite(file: string): Data {
  const db = drizzle({ client: openSqliteFile(file) });
  const the = (userId: string, id: string) => and(eq(tasks.userId, userId), eq(tasks.id, id));
  const newest = [desc(tasks.createdAt), desc(tasks.id)];

  const statements: Tasks = {
    newest: async (userId, limit) =>
      db
        .select()
        .from(tasks)
        .where(eq(tasks.userId, userId))
        .orderBy(...newest)
        .limit(limit),
    search: async (userId, part, limit) => {
      const pattern = containing(part);
      return db
        .select()
        .from(tasks)
        .where(and(eq(tasks.userId, userId), or(has(tasks.title, pattern), has(tasks.description, pattern))))
        .orderBy(...newest)
        .limit(limit);
    },
    byId: async (userId, id) => (await db.select().from(tasks).where(the(userId, id))).at(0) ?? null,
    insert: async (userId, rows) => {
      const now = new Date();
      return db
        .insert(tasks)
        .values(rows.map((row) => newRow(userId, row, now)))
        .returning();
    },
    rename: async (userId, id, title) => {
      const [task] = await db.update(tasks).set({ title, updatedAt: new Date() }).where(the(userId, id)).returning();
      return task ?? null;
    },
    first: async (userId, limit) =>
      db.select().from(tasks).where(eq(tasks.userId, userId)).orderBy(asc(tasks.id)).limit(limit),
  };

  return {
    userOf: async (hash) => (await db.select().from(apiKeys).where(eq(apiKeys.hash, hash))).at(0)?.userId,
    tasks: () => statements,
  };
}

/** SQLite has no `ilike`: its `like` ignores the case of ASCII letters, and has no escape unless told. */
function has(column: Column, pattern: string): SQL {
  return sql`${column} like ${pattern} escape '\\'`;
}

const apiKeys = sqliteTable('api_keys', { hash: text('hash').primaryKey(), userId: text('user_id').notNull() });

const time = (name: string) => integer(name, { mode: 'timestamp_ms' }).notNull();

const tasks = sqliteTable(
  'tasks',
  {
    id: text('id').notNull(),
    userId: text('user_id').notNull(),
    title: text('title').notNull(),
    description: text('description'),
    complete: integer('complete', { mode: 'boolean' }).notNull(),
    createdAt: time('created_at'),
    updatedAt: time('updated_at'),
  },
  (table) => [primaryKey({ columns: [table.userId, table.id] })],
);
