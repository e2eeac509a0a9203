import { newId } from '@typedo/contract';
import pg from 'pg';
import { poolSize } from '../program.ts';
import { fold } from './fold.ts';
import { toTask, type Stored } from './plain-task.ts';
import { toPage, toPulled, type CeilingStore, type NewTask } from './store.ts';

interface Row {
  id: string;
  title: string;
  description: string | null;
  complete: boolean;
  created_at: Date;
  updated_at: Date;
}

const columns = 'id, title, description, complete, created_at, updated_at';
const newest = 'order by created_at desc, id desc limit';
const matches = (column: string) => `strpos(upper(${column} collate pg_catalog.pg_c_utf8), $2) > 0`;

/** Connects to a PostgreSQL database of Typedo's; each connection prepares a statement when it first needs it. */
export function openPlainPostgres(url: string): CeilingStore {
  const pool = new pg.Pool({ connectionString: url, max: poolSize });
  const read = async (name: string, text: string, values: unknown[]) => {
    const { rows } = await pool.query<Row>({ name, text, values });
    return rows;
  };
  return {
    async userOf(keyHash) {
      const text = 'select user_id from api_keys where key = $1 and enabled';
      const { rows } = await pool.query<{ user_id: string }>({ name: 'user', text, values: [keyHash] });
      return rows[0]?.user_id;
    },
    async list(userId, limit, part) {
      const from = `select ${columns} from tasks where user_id = $1 and deleted_at is null`;
      const rows = await (part === null
        ? read('list', `${from} ${newest} $2`, [userId, limit + 1])
        : read('search', `${from} and (${matches('title')} or ${matches('description')}) ${newest} $3`, [
            userId,
            fold(part),
            limit + 1,
          ]));
      return toPage(
        rows.map((row) => toTask(userId, stored(row))),
        limit,
      );
    },
    async byId(userId, id) {
      const [row] = await read('by-id', `select ${columns} from tasks where user_id = $1 and id = $2`, [userId, id]);
      return row ? toTask(userId, stored(row)) : null;
    },
    async batch(userId, ids) {
      const text = `select ${columns} from tasks where user_id = $1 and id = any($2::uuid[])`;
      const rows = new Map((await read('batch', text, [userId, ids])).map((row) => [row.id, row]));
      return ids.flatMap((id) => rows.get(id) ?? []).map((row) => toTask(userId, stored(row)));
    },
    create: async (userId, task, hash) => {
      const [created] = await inTransaction(pool, (client) => create(client, userId, [task], hash));
      return created!; // one for each that was given
    },
    update: (userId, id, title, hash) => inTransaction(pool, (client) => update(client, userId, id, title, hash)),
    push: (userId, tasks, hash) => inTransaction(pool, (client) => create(client, userId, tasks, hash)),
    async pull(userId, limit) {
      const { rows } = await pool.query<Row & { seq: string; deleted: boolean }>({
        name: 'pull',
        text: `select ${columns}, seq, deleted_at is not null as deleted from tasks where user_id = $1 order by seq limit $2`,
        values: [userId, limit + 1],
      });
      return toPulled(
        rows.map((row) => ({ task: toTask(userId, stored(row)), seq: Number(row.seq), deleted: row.deleted })),
        limit,
      );
    },
  };
}

function stored({ id, title, description, complete, created_at, updated_at }: Row): Stored {
  return { id, title, description, complete, createdAt: created_at, updatedAt: updated_at };
}

async function inTransaction<T>(pool: pg.Pool, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await run(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    client.release(true); // which ends its transaction too
    throw error;
  }
}

async function create(client: pg.PoolClient, userId: string, tasks: NewTask[], hash: string) {
  const now = new Date();
  const made = tasks.map((task) => toTask(userId, { ...task, complete: false, createdAt: now, updatedAt: now }));
  const ids = made.map(({ id }) => id);
  const seq = await nextSeq(client, userId, tasks.length, tasks.length);
  const first = seq - tasks.length + 1;
  const seqs = made.map((_, index) => first + index);
  await client.query({
    name: 'insert',
    text: `insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq)
      select $1, id, title, description, false, $2::timestamptz, $2::timestamptz, seq
      from unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[]) as new (id, title, description, seq)`,
    values: [userId, now, ids, made.map(({ title }) => title), made.map(({ description }) => description), seqs],
  });
  await client.query({
    name: 'created',
    text: `insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
      select $1, seq, id, 'create', $2, 'key', '{}', fields from unnest($3::bigint[], $4::uuid[], $5::text[]) as new (seq, id, fields)`,
    values: [
      userId,
      now,
      seqs,
      ids,
      made.map(({ title, description, complete }) => JSON.stringify({ title, description, complete })),
    ],
  });
  await client.query({
    name: 'note-all',
    text: `insert into mutations (user_id, id, hash, outcome, at)
      select $1, id, $2, outcome, $3 from unnest($4::uuid[], $5::text[]) as new (id, outcome)`,
    values: [userId, hash, now, ids, made.map((task) => JSON.stringify({ tasks: [task] }))],
  });
  return made;
}

async function update(client: pg.PoolClient, userId: string, id: string, title: string, hash: string) {
  const { rows } = await client.query<Row>({
    name: 'lock',
    text: `select ${columns} from tasks where user_id = $1 and id = $2 and deleted_at is null for update`,
    values: [userId, id],
  });
  const [row] = rows;
  if (!row) return null;
  const now = new Date();
  const updatedAt = new Date(Math.max(now.getTime(), row.updated_at.getTime() + 1));
  const task = toTask(userId, { ...stored(row), title, updatedAt });
  const seq = await nextSeq(client, userId, 1, 0);
  await client.query({
    name: 'update',
    text: 'update tasks set title = $3, updated_at = $4, seq = $5 where user_id = $1 and id = $2',
    values: [userId, id, title, updatedAt, seq],
  });
  await client.query({
    name: 'updated',
    text: `insert into changes (user_id, seq, task_id, kind, at, by_kind, fields_before, fields_after)
      values ($1, $2, $3, 'update', $4, 'key', $5, $6)`,
    values: [userId, seq, id, updatedAt, JSON.stringify({ title: row.title }), JSON.stringify({ title })],
  });
  await client.query({
    name: 'note',
    text: 'insert into mutations (user_id, id, hash, outcome, at) values ($1, $2, $3, $4, $5)',
    values: [userId, newId(), hash, JSON.stringify({ tasks: [task] }), now],
  });
  return task;
}

/** Locks the head, moves it and its counts, and gives the last of the seqs taken. */
async function nextSeq(client: pg.PoolClient, userId: string, count: number, created: number): Promise<number> {
  const { rows } = await client.query<{ seq: string }>({
    name: 'head',
    text: `insert into heads (user_id, seq, open, complete, deleted) values ($1, $2, $3, 0, 0)
      on conflict (user_id) do update set seq = heads.seq + excluded.seq, open = heads.open + excluded.open returning seq`,
    values: [userId, count, created],
  });
  return Number(rows[0]?.seq);
}
