import Sqlite from 'better-sqlite3';
import type { MeasuredTask as Task } from '../../measured-task.ts';
import { fold } from './fold.ts';
import { createGroupCommit } from './group-commit.sqlite.ts';
import { toPage, toPulled, type CeilingStore } from './store.ts';
import { createTimes } from './times.ts';
import { createTunedWrites } from './tuned-writes.sqlite.ts';

type Row = [id: string, title: string, description: string | null, complete: number, created: number, updated: number];

type PulledRow = [...Row, seq: number, deleted: number];

/** Opens a SQLite file of Typedo's: rows come as arrays, and the writes of one turn of the event loop are one commit. */
export function openTunedSqlite(file: string): CeilingStore {
  const db = openFile(file);
  const timeOf = createTimes();
  const toTask = (userId: string, [id, title, description, complete, created, updated]: Row | PulledRow): Task => {
    const times = { createdAt: timeOf(created), updatedAt: timeOf(updated) };
    return { id, userId, title, description, complete: complete === 1, ...times };
  };
  const columns = 'id, title, description, complete, created_at, updated_at';
  const newest = 'order by created_at desc, id desc limit';
  const own = `select ${columns} from tasks where user_id = ? and deleted_at is null`;
  const user = db.prepare<[string], { user_id: string }>('select user_id from api_keys where key = ? and enabled');
  const byId = db.prepare<[string, string], Row>(`select ${columns} from tasks where user_id = ? and id = ?`).raw();
  const list = once((rows) => db.prepare<[string], Row>(`${own} ${newest} ${rows}`).raw());
  const search = once((rows) =>
    db
      .prepare<[string, string, string], Row>(
        `${own} and (instr(${folded('title')}, ?) > 0 or instr(${folded('description')}, ?) > 0) ${newest} ${rows}`,
      )
      .raw(),
  );
  const pull = once((rows) =>
    db
      .prepare<[string], PulledRow>(
        `select ${columns}, seq, deleted_at is not null from tasks where user_id = ? order by seq limit ${rows}`,
      )
      .raw(),
  );
  const writes = createTunedWrites(db, timeOf);
  const join = createGroupCommit(db);
  return {
    userOf: async (keyHash) => user.get(keyHash)?.user_id,
    async list(userId, limit, part) {
      const folded = fold(part ?? '');
      const rows = part === null ? list(limit + 1).all(userId) : search(limit + 1).all(userId, folded, folded);
      return toPage(
        rows.map((row) => toTask(userId, row)),
        limit,
      );
    },
    async byId(userId, id) {
      const row = byId.get(userId, id);
      return row ? toTask(userId, row) : null;
    },
    batch: async (userId, ids) => ids.flatMap((id) => byId.all(userId, id)).map((row) => toTask(userId, row)),
    async pull(userId, limit) {
      const rows = pull(limit + 1).all(userId);
      return toPulled(
        rows.map((row) => ({ task: toTask(userId, row), seq: row[6], deleted: row[7] === 1 })),
        limit,
      );
    },
    create: (userId, task, hash) => join(() => writes.create(userId, [task], hash)[0]!), // one for each that was given
    push: (userId, tasks, hash) => join(() => writes.create(userId, tasks, hash)),
    update: (userId, id, title, hash) => join(() => writes.update(userId, id, title, hash)),
  };
}

/** Prepares the statement of each limit, which stands in its text, once. */
function once<S>(prepare: (rows: number) => S): (rows: number) => S {
  const statements = new Map<number, S>();
  return (rows) => {
    let statement = statements.get(rows);
    if (!statement) statements.set(rows, (statement = prepare(rows)));
    return statement;
  };
}

function openFile(file: string): Sqlite.Database {
  const db = new Sqlite(file, { timeout: 5_000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('cache_size = -65536');
  db.pragma('wal_autocheckpoint = 4000');
  db.function('typedo_fold', { deterministic: true }, (text: string | null) => (text === null ? null : fold(text)));
  return db;
}

/** A column in the case of `fold`; what is ASCII alone SQLite folds by itself. */
function folded(column: string): string {
  return `case when octet_length(${column}) = length(${column}) then upper(${column}) else typedo_fold(${column}) end`;
}
