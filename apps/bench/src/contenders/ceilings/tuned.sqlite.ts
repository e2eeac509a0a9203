import Sqlite from 'better-sqlite3';
import { fold } from './fold.ts';
import { createGroupCommit } from './group-commit.sqlite.ts';
import { createTunedWrites } from './tuned-writes.sqlite.ts';
import type { TunedStore } from './tuned-store.ts';
import { createTaskText, createTimes, pageText, pulledText } from './wire.ts';

type Task = [id: string, title: string, description: string | null, complete: number, created: number, updated: number];

type Row = [...Task, ...rest: unknown[]];

type PulledRow = [...Task, seq: number, deletedAt: number | null];

/** Opens a SQLite file of Typedo's: rows come as arrays and become text at once; writes of one turn of the event loop are one commit. */
export function openTunedSqlite(file: string): TunedStore {
  const db = openFile(file);
  const timeOf = createTimes();
  const columns = 'id, title, description, complete, created_at, updated_at';
  const newest = 'order by created_at desc, id desc limit ?';
  const own = `select ${columns} from tasks where user_id = ? and deleted_at is null`;
  const list = db.prepare<[string, number], Row>(`${own} ${newest}`).raw();
  const searchAny = db
    .prepare<[string, string, string, number], Row>(
      `${own} and (instr(typedo_fold(title), ?) > 0 or instr(typedo_fold(description), ?) > 0) ${newest}`,
    )
    .raw();
  const searchAscii = db
    .prepare<[string, string, string, string, string, number], Row>(
      `${own} and (${likeFolded('title')} or ${likeFolded('description')}) ${newest}`,
    )
    .raw();
  const byId = db.prepare<[string, string], Row>(`select ${columns} from tasks where user_id = ? and id = ?`).raw();
  const pull = db
    .prepare<[string, number], PulledRow>(
      `select ${columns}, seq, deleted_at from tasks where user_id = ? order by seq limit ?`,
    )
    .raw();
  const user = db.prepare<[string], { user_id: string }>('select user_id from api_keys where key = ? and enabled');

  const textsOf = (userId: string, rows: readonly Row[]) => {
    const taskText = createTaskText(userId);
    return rows.map(([id, title, description, complete, created, updated]) => {
      const createdAt = timeOf(created);
      const updatedAt = updated === created ? createdAt : timeOf(updated);
      return taskText(id, title, description, complete === 1, createdAt, updatedAt);
    });
  };
  const pageOf = (userId: string, rows: Row[], limit: number) => {
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    if (last) rows.pop();
    return pageText(textsOf(userId, rows), last ? [timeOf(last[4]), last[0]] : null);
  };
  const writes = createTunedWrites(db, timeOf);
  const group = createGroupCommit(db, writes.end);
  return {
    userOf: async (keyHash) => user.get(keyHash)?.user_id,
    list: (userId, limit) => pageOf(userId, list.all(userId, limit + 1), limit),
    search(userId, part, limit) {
      const folded = fold(part);
      if (/[^\0-\x7f]/.test(part)) return pageOf(userId, searchAny.all(userId, folded, folded, limit + 1), limit);
      const like = `%${part.replace(/[\\%_]/g, String.raw`\$&`)}%`;
      return pageOf(userId, searchAscii.all(userId, folded, like, folded, like, limit + 1), limit);
    },
    byId: (userId, id) => textsOf(userId, byId.all(userId, id))[0] ?? null,
    batch(userId, ids) {
      const rows = ids.flatMap((id) => byId.all(userId, id));
      return `[${textsOf(userId, rows).join(',')}]`;
    },
    pull(userId, limit) {
      const rows = pull.all(userId, limit + 1);
      const hasMore = rows.length > limit;
      if (hasMore) rows.pop();
      const present = rows.filter(([, , , , , , , deletedAt]) => deletedAt === null);
      const deleted = rows.filter(([, , , , , , , deletedAt]) => deletedAt !== null);
      const ids = deleted.map(([id]) => id);
      return pulledText(textsOf(userId, present), ids, rows.at(-1)?.[6] ?? 0, hasMore);
    },
    create: (userId, task, hash) => group.run(() => writes.create(userId, task, hash)),
    push: (userId, tasks, hash) =>
      group.run(() => `[${tasks.map((task) => writes.create(userId, task, hash)).join(',')}]`),
    update: (userId, id, title, hash) => group.run(() => writes.update(userId, id, title, hash)),
  };
}

/** SQLite's `like` folds ASCII in C, which is the answer but for two letters whose upper case is an ASCII one. */
const likeFolded = (column: string) => `case when ${column} glob '*[ıſ]*' then instr(typedo_fold(${column}), ?) > 0
  else ${column} like ? escape '\\' end`;

function openFile(file: string): Sqlite.Database {
  const db = new Sqlite(file, { timeout: 5_000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('mmap_size = 1073741824'); // pages are read in place
  db.pragma('cache_size = -65536');
  db.function('typedo_fold', { deterministic: true }, (text: string | null) => (text === null ? null : fold(text)));
  return db;
}
