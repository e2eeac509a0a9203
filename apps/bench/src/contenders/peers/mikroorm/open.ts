import { MikroORM as PostgresOrm } from '@mikro-orm/postgresql';
import { raw, type SqlEntityManager, type SqlMikroORM } from '@mikro-orm/sql';
import { MikroORM as SqliteOrm } from '@mikro-orm/sqlite';
import { poolSize, type Settings } from '../../program.ts';
import { containing, newRow, type Data, type Tasks } from '../tasks.ts';
import { ApiKey, TaskEntity } from './entities.ts';

/** Opens a database with MikroORM: an entity manager of its own for every request. */
export async function openMikroOrm(settings: Settings): Promise<Data> {
  const sqlite = settings.dialect === 'sqlite';
  const orm: SqlMikroORM = sqlite ? await openSqlite(settings.database) : await openPostgres(settings.database);
  return {
    userOf: async (hash) => (await orm.em.fork().findOne(ApiKey, { hash }))?.userId,
    tasks: () => createTasks(orm.em.fork(), sqlite),
  };
}

const entities = [ApiKey, TaskEntity];

async function openPostgres(clientUrl: string) {
  return PostgresOrm.init({ entities, clientUrl, pool: { max: poolSize } });
}

async function openSqlite(dbName: string) {
  const orm = await SqliteOrm.init({ entities, dbName });
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL'])
    await orm.em.getConnection().execute(`pragma ${pragma}`); // foreign keys it turns on by itself
  return orm;
}

function createTasks(em: SqlEntityManager, sqlite: boolean): Tasks {
  const newest = { createdAt: 'desc', id: 'desc' } as const;
  return {
    newest: async (userId, limit) => em.find(TaskEntity, { userId }, { orderBy: newest, limit }),
    search: async (userId, part, limit) => {
      const pattern = containing(part);
      const has = (column: 'title' | 'description') =>
        // SQLite has no `ilike`: its `like` ignores the case of ASCII letters, and has no escape unless told.
        sqlite ? { [raw(`${column} like ? escape '\\'`, [pattern])]: [] } : { [column]: { $ilike: pattern } };
      return em.find(TaskEntity, { userId, $or: [has('title'), has('description')] }, { orderBy: newest, limit });
    },
    byId: async (userId, id) => em.findOne(TaskEntity, { userId, id }),
    insert: async (userId, rows) => {
      const now = new Date();
      const created = rows.map((row) => em.create(TaskEntity, newRow(userId, row, now)));
      await em.flush();
      return created;
    },
    rename: async (userId, id, title) => {
      const task = await em.findOne(TaskEntity, { userId, id });
      if (!task) return null;
      task.title = title;
      task.updatedAt = new Date();
      await em.flush();
      return task;
    },
    first: async (userId, limit) => em.find(TaskEntity, { userId }, { orderBy: { id: 'asc' }, limit }),
  };
}
