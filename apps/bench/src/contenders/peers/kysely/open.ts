import { Kysely, PostgresDialect, sql, SqliteDialect } from 'kysely';
import { Pool } from 'pg';
import { poolSize, type Settings } from '../../program.ts';
import { openSqliteFile } from '../sqlite-file.ts';
import { containing, type Data, type Tasks } from '../tasks.ts';
import { toNewRow, toTask, toTime, type Database } from './rows.ts';

/** Opens a database with Kysely. */
export function openKysely({ dialect, database }: Settings): Data {
  const db = new Kysely<Database>({
    dialect:
      dialect === 'sqlite'
        ? new SqliteDialect({ database: openSqliteFile(database) })
        : new PostgresDialect({ pool: new Pool({ connectionString: database, max: poolSize }) }),
  });
  // SQLite has no `ilike`: its `like` ignores the case of ASCII letters. It has no escape unless told.
  const like = sql.raw(dialect === 'sqlite' ? 'like' : 'ilike');
  const own = (userId: string) => db.selectFrom('tasks').selectAll().where('user_id', '=', userId);
  const newest = (userId: string) => own(userId).orderBy('created_at', 'desc').orderBy('id', 'desc');

  const tasks: Tasks = {
    newest: async (userId, limit) => (await newest(userId).limit(limit).execute()).map(toTask),
    search: async (userId, part, limit) => {
      const has = (column: string) => sql<boolean>`${sql.ref(column)} ${like} ${containing(part)} escape '\\'`;
      const rows = await newest(userId)
        .where((eb) => eb.or([has('title'), has('description')]))
        .limit(limit)
        .execute();
      return rows.map(toTask);
    },
    byId: async (userId, id) => {
      const row = await own(userId).where('id', '=', id).executeTakeFirst();
      return row ? toTask(row) : null;
    },
    insert: async (userId, rows) => {
      const now = new Date();
      const values = rows.map((row) => toNewRow(dialect, userId, row, now));
      return (await db.insertInto('tasks').values(values).returningAll().execute()).map(toTask);
    },
    rename: async (userId, id, title) => {
      const row = await db
        .updateTable('tasks')
        .set({ title, updated_at: toTime(dialect, new Date()) })
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      return row ? toTask(row) : null;
    },
    first: async (userId, limit) => (await own(userId).orderBy('id').limit(limit).execute()).map(toTask),
  };

  return {
    userOf: async (hash) =>
      (await db.selectFrom('api_keys').select('user_id').where('hash', '=', hash).executeTakeFirst())?.user_id,
    tasks: () => tasks,
  };
}
