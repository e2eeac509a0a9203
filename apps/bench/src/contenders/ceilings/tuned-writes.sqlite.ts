import type Sqlite from 'better-sqlite3';
import { newTimedId } from './timed-id.ts';
import type { NewTask } from './tuned-store.ts';
import { createdText, createTaskText } from './wire.ts';

interface Head {
  seq: number;
  open: number;
}

/**
 * What one write does within a transaction of many: the task, its history and the outcome. A user's head is read once for all
 * writes of a transaction, and written once at its end.
 */
export function createTunedWrites(db: Sqlite.Database, timeOf: (ms: number) => string) {
  const heads = new Map<string, Head>();
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
  const headOf = (userId: string) => {
    const known = heads.get(userId);
    if (known) return known;
    const head = readHead.get(userId) ?? { seq: 0, open: 0 };
    heads.set(userId, head);
    return head;
  };
  return {
    create(userId: string, { id, title, description }: NewTask, hash: string): string {
      const head = headOf(userId);
      const now = Date.now();
      const time = timeOf(now);
      const text = createTaskText(userId)(id, title, description, false, time, time);
      head.open++;
      const seq = ++head.seq;
      insert.run(userId, id, title, description, now, now, seq);
      history.run(userId, seq, id, 'create', now, '{}', createdText(title, description));
      note.run(userId, id, hash, `{"tasks":[${text}]}`, now);
      return text;
    },
    update(userId: string, id: string, title: string, hash: string): string | null {
      const row = find.get(userId, id);
      if (!row) return null;
      const [before, description, complete, created, previous] = row;
      const now = Date.now();
      const updated = Math.max(now, previous + 1);
      const seq = ++headOf(userId).seq;
      const text = createTaskText(userId)(id, title, description, complete === 1, timeOf(created), timeOf(updated));
      change.run(title, updated, seq, userId, id);
      const [was, is] = [`{"title":${JSON.stringify(before)}}`, `{"title":${JSON.stringify(title)}}`];
      history.run(userId, seq, id, 'update', updated, was, is);
      note.run(userId, newTimedId(), hash, `{"tasks":[${text}]}`, now);
      return text;
    },
    /** Of the transaction: the heads that its writes moved. */
    end: {
      write(): void {
        for (const [userId, { seq, open }] of heads) writeHead.run(userId, seq, open);
        heads.clear();
      },
      drop: () => heads.clear(),
    },
  };
}
