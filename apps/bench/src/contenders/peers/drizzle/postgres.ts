import { and, asc, desc, eq, ilike, or } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { boolean, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { Pool } from 'pg';
import { poolSize } from '../../program.ts';
import { containing, newRow, type Data, type Tasks } from '../tasks.ts';

/** Drizzle over node-postgres. */
export function openPostgres(url: string): Data {
  const db = drizzle({ client: new Pool({ connectionString: url, max: poolSize }) });
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
        .where(and(eq(tasks.userId, userId), or(ilike(tasks.title, pattern), ilike(tasks.description, pattern))))
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

const apiKeys = pgTable('api_keys', { hash: text('hash').primaryKey(), userId: text('user_id').notNull() });

const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 }).notNull();

const tasks = pgTable(
  'tasks',
  {
    id: uuid('id').notNull(),
    userId: text('user_id').notNull(),
    title: text('title').notNull(),
    description: text('description'),
    complete: boolean('complete').notNull(),
    createdAt: time('created_at'),
    updatedAt: time('updated_at'),
  },
  (table) => [primaryKey({ columns: [table.userId, table.id] })],
);
