import { newId } from '@typedo/contract';
import type Sqlite from 'better-sqlite3';
import type { MeasuredTask as Task } from '../../measured-task.ts';
import type { NewTask } from './store.ts';

interface Head {
  seq: number;
  open: number;
}

/** What one write does within a transaction of many: the tasks, their history and outcomes, and the head, which it reads and writes once. */
export function createTunedWrites(db: Sqlite.Database, timeOf: (ms: number) => string) {
  const readHead = db.prepare<[string], Head>('select seq, open from heads where user_id = ?');
  const writeHead = db.prepare(
    `insert into heads (user_id, seq, open, complete, deleted) values (?, ?, ?, 0, 0)
     on conflict (user_id) do update set seq = excluded.seq, open = excluded.open`,
  );
  const find = db
    .prepare<[string, string], [string, string | null, number, number, number]>(
      `select title, description, complete, created_at, updated_at from tasks
       where user_id = ? and id = ? and deleted_at is null`,
    )
    .raw();
  const insert = db.prepare(
    'insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq) values (?, ?, ?, ?, 0, ?, ?, ?)',
  );
  const change = db.prepare('update tasks set title = ?, updated_at = ?, seq = ? where user_id = ? and id = ?');
  const history = db.prepare(
    `insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
     values (?, ?, ?, ?, ?, 'key', ?, ?)`,
  );
  const note = db.prepare('insert into mutations (user_id, id, hash, outcome, at) values (?, ?, ?, ?, ?)');
  const headOf = (userId: string): Head => readHead.get(userId) ?? { seq: 0, open: 0 };
  return {
    create(userId: string, tasks: NewTask[], hash: string): Task[] {
      let { seq, open } = headOf(userId);
      const now = Date.now();
      const time = timeOf(now);
      const made = tasks.map(({ id, title, description }) => {
        const fields = { title, description, complete: false };
        const task = { id, userId, ...fields, createdAt: time, updatedAt: time };
        seq++;
        open++;
        insert.run(userId, id, title, description, now, now, seq);
        history.run(userId, seq, id, 'create', now, '{}', JSON.stringify(fields));
        note.run(userId, id, hash, JSON.stringify({ tasks: [task] }), now);
        return task;
      });
      writeHead.run(userId, seq, open);
      return made;
    },
    update(userId: string, id: string, title: string, hash: string): Task | null {
      const row = find.get(userId, id);
      if (!row) return null;
      const [before, description, complete, created, previous] = row;
      const head = headOf(userId);
      const seq = head.seq + 1;
      const now = Date.now();
      const updated = Math.max(now, previous + 1);
      const times = { createdAt: timeOf(created), updatedAt: timeOf(updated) };
      const task = { id, userId, title, description, complete: complete === 1, ...times };
      const fields = [JSON.stringify({ title: before }), JSON.stringify({ title })];
      change.run(title, updated, seq, userId, id);
      history.run(userId, seq, id, 'update', updated, ...fields);
      note.run(userId, newId(), hash, JSON.stringify({ tasks: [task] }), now);
      writeHead.run(userId, seq, head.open);
      return task;
    },
  };
}
