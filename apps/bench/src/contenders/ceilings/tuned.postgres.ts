import pg from 'pg';
import { poolSize } from '../program.ts';
import type { MeasuredTask as Task } from '../../measured-task.ts';
import { fold } from './fold.ts';
import { toPage, toPulled, type CeilingStore } from './store.ts';
import { readTexts, type TextRow } from './text-query.postgres.ts';
import { createTextTimes } from './times.ts';
import { createTunedWrites } from './tuned-writes.postgres.ts';

const columns = `id, title, description, complete, created_at at time zone 'UTC', updated_at at time zone 'UTC'`;
const newest = 'order by created_at desc, id desc limit';
const own = `select ${columns} from tasks where user_id = $1 and deleted_at is null`;
const matches = (column: string) => `strpos(upper(${column} collate pg_catalog.pg_c_utf8), $2) > 0`;

const statements = {
  user: { name: 'user', text: 'select user_id from api_keys where key = $1 and enabled' },
  byId: { name: 'by-id', text: `select ${columns} from tasks where user_id = $1 and id = $2` },
  batch: { name: 'batch', text: `select ${columns} from tasks where user_id = $1 and id = any($2::uuid[])` },
  // With the limit as a parameter the server plans each call anew, which takes as long as the call itself.
  list: (rows: number) => ({ name: `list-${rows}`, text: `${own} ${newest} ${rows}` }),
  search: (rows: number) => ({
    name: `search-${rows}`,
    text: `${own} and (${matches('title')} or ${matches('description')}) ${newest} ${rows}`,
  }),
  pull: (rows: number) => ({
    name: `pull-${rows}`,
    text: `select ${columns}, seq, deleted_at is not null from tasks where user_id = $1 order by seq limit ${rows}`,
  }),
};

/** Connects to a PostgreSQL database of Typedo's; each connection prepares a statement when it first needs it, and rows are read as texts. */
export function openTunedPostgres(url: string): CeilingStore {
  const pool = new pg.Pool({ connectionString: url, max: poolSize });
  const toTask = createToTask();
  return {
    async userOf(keyHash) {
      const [row] = await readTexts(pool, statements.user, [keyHash]);
      return row?.[0] ?? undefined;
    },
    async list(userId, limit, part) {
      const rows = await (part === null
        ? readTexts(pool, statements.list(limit + 1), [userId])
        : readTexts(pool, statements.search(limit + 1), [userId, fold(part)]));
      return toPage(
        rows.map((row) => toTask(userId, row)),
        limit,
      );
    },
    async byId(userId, id) {
      const [row] = await readTexts(pool, statements.byId, [userId, id]);
      return row ? toTask(userId, row) : null;
    },
    async batch(userId, ids) {
      const rows = await readTexts(pool, statements.batch, [userId, `{${ids.join(',')}}`]);
      const tasks = new Map(rows.map((row) => [row[0], toTask(userId, row)]));
      return ids.flatMap((id) => tasks.get(id) ?? []);
    },
    async pull(userId, limit) {
      const rows = await readTexts(pool, statements.pull(limit + 1), [userId]);
      return toPulled(
        rows.map((row) => ({ task: toTask(userId, row), seq: Number(row[6]), deleted: row[7] === 't' })),
        limit,
      );
    },
    ...createTunedWrites(pool),
  };
}

function createToTask() {
  const timeOf = createTextTimes();
  return (userId: string, row: TextRow): Task => {
    // The columns as the statements name them; only the description may be null.
    const [id, title, description, complete, created, updated] = row as Columns;
    const times = { createdAt: timeOf(created), updatedAt: timeOf(updated) };
    return { id, userId, title, description, complete: complete === 't', ...times };
  };
}

type Columns = [
  id: string,
  title: string,
  description: string | null,
  complete: string,
  created: string,
  updated: string,
];
