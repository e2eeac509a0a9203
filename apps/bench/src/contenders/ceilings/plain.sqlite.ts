import { newId } from '@typedo/contract';
import Sqlite from 'better-sqlite3';
import { fold } from './fold.ts';
import { toTask, type Stored } from './plain-task.ts';
import { toPage, toPulled, type CeilingStore, type NewTask } from './store.ts';

interface Row {
  id: string;
  title: string;
  description: string | null;
  complete: number;
  created_at: number;
  updated_at: number;
}

/** Opens a SQLite file of Typedo's and prepares every statement once. */
export function openPlainSqlite(file: string): CeilingStore {
  const db = new Sqlite(file, { timeout: 5_000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.function('typedo_fold', { deterministic: true }, (text: string | null) => (text === null ? null : fold(text)));
  const columns = 'id, title, description, complete, created_at, updated_at';
  const newest = 'order by created_at desc, id desc limit ?';
  const user = db.prepare<[string], { user_id: string }>('select user_id from api_keys where key = ? and enabled');
  const list = db.prepare<[string, number], Row>(
    `select ${columns} from tasks where user_id = ? and deleted_at is null ${newest}`,
  );
  const search = db.prepare<[string, string, string, number], Row>(
    `select ${columns} from tasks where user_id = ? and deleted_at is null
     and (instr(typedo_fold(title), ?) > 0 or instr(typedo_fold(description), ?) > 0) ${newest}`,
  );
  const byId = db.prepare<[string, string], Row>(`select ${columns} from tasks where user_id = ? and id = ?`);
  const pull = db.prepare<[string, number], Row & { seq: number; deleted: number }>(
    `select ${columns}, seq, deleted_at is not null as deleted from tasks where user_id = ? order by seq limit ?`,
  );
  const writes = prepareWrites(db);
  const pushAll = db.transaction((userId: string, tasks: NewTask[], hash: string) =>
    tasks.map((task) => writes.create(userId, task, hash)),
  );
  const createOne = db.transaction((userId: string, task: NewTask, hash: string) => writes.create(userId, task, hash));
  const updateOne = db.transaction((userId: string, id: string, title: string, hash: string) =>
    writes.update(userId, id, title, hash),
  );
  return {
    userOf: async (keyHash) => user.get(keyHash)?.user_id,
    async list(userId, limit, part) {
      const folded = fold(part ?? '');
      const rows = part === null ? list.all(userId, limit + 1) : search.all(userId, folded, folded, limit + 1);
      return toPage(
        rows.map((row) => toTask(userId, stored(row))),
        limit,
      );
    },
    async byId(userId, id) {
      const row = byId.get(userId, id);
      return row ? toTask(userId, stored(row)) : null;
    },
    batch: async (userId, ids) => ids.flatMap((id) => byId.all(userId, id)).map((row) => toTask(userId, stored(row))),
    create: async (userId, task, hash) => createOne.immediate(userId, task, hash),
    update: async (userId, id, title, hash) => updateOne.immediate(userId, id, title, hash),
    push: async (userId, tasks, hash) => pushAll.immediate(userId, tasks, hash),
    async pull(userId, limit) {
      const rows = pull.all(userId, limit + 1);
      return toPulled(
        rows.map((row) => ({ task: toTask(userId, stored(row)), seq: row.seq, deleted: row.deleted === 1 })),
        limit,
      );
    },
  };
}

function stored({ id, title, description, complete, created_at, updated_at }: Row): Stored {
  const times = { createdAt: new Date(created_at), updatedAt: new Date(updated_at) };
  return { id, title, description, complete: complete === 1, ...times };
}

/** What one write does within its transaction: the task, its history, the outcome and the head. */
function prepareWrites(db: Sqlite.Database) {
  const byId = db.prepare<[string, string], Row>(
    `select id, title, description, complete, created_at, updated_at from tasks
     where user_id = ? and id = ? and deleted_at is null`,
  );
  const head = db.prepare<[string, number], { seq: number }>(
    `insert into heads (user_id, seq, open, complete, deleted) values (?, 1, ?, 0, 0)
     on conflict (user_id) do update set seq = seq + 1, open = open + excluded.open returning seq`,
  );
  const insert = db.prepare(
    `insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq) values (?, ?, ?, ?, 0, ?, ?, ?)`,
  );
  const change = db.prepare('update tasks set title = ?, updated_at = ?, seq = ? where user_id = ? and id = ?');
  const history = db.prepare(
    `insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
     values (?, ?, ?, ?, ?, 'key', ?, ?)`,
  );
  const note = db.prepare('insert into mutations (user_id, id, hash, outcome, at) values (?, ?, ?, ?, ?)');
  const next = (userId: string, created: number) => head.get(userId, created)!.seq; // an upsert returns its row
  return {
    create(userId: string, { id, title, description }: NewTask, hash: string) {
      const now = Date.now();
      const task = toTask(userId, stored({ id, title, description, complete: 0, created_at: now, updated_at: now }));
      const seq = next(userId, 1);
      insert.run(userId, id, title, description, now, now, seq);
      history.run(userId, seq, id, 'create', now, '{}', JSON.stringify({ title, description, complete: false }));
      note.run(userId, id, hash, JSON.stringify({ tasks: [task] }), now);
      return task;
    },
    update(userId: string, id: string, title: string, hash: string) {
      const row = byId.get(userId, id);
      if (!row) return null;
      const now = Date.now();
      const updatedAt = Math.max(now, row.updated_at + 1);
      const task = toTask(userId, stored({ ...row, title, updated_at: updatedAt }));
      const seq = next(userId, 0);
      change.run(title, updatedAt, seq, userId, id);
      history.run(
        userId,
        seq,
        id,
        'update',
        updatedAt,
        JSON.stringify({ title: row.title }),
        JSON.stringify({ title }),
      );
      note.run(userId, newId(), hash, JSON.stringify({ tasks: [task] }), now);
      return task;
    },
  };
}
