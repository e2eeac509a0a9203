import { fold } from './fold.ts';
import { openLanes, type TextRow } from './lanes.postgres.ts';
import { createTunedWrites } from './tuned-writes.postgres.ts';
import type { TunedStore } from './tuned-store.ts';
import { createTaskText, pageText, pulledText, timeOfText } from './wire.ts';

const columns = 'id, title, description, complete, created_at, updated_at';
const newest = 'order by created_at desc, id desc limit';
const own = `select ${columns} from tasks where user_id = $1 and deleted_at is null`;
const matches = (column: string) => `strpos(upper(${column} collate pg_catalog.pg_c_utf8), $2) > 0`;

const statements = {
  user: { name: 'user', text: 'select user_id from api_keys where key = $1 and enabled' },
  byId: { name: 'by-id', text: `select ${columns} from tasks where user_id = $1 and id = $2` },
  batch: { name: 'batch', text: `select ${columns} from tasks where user_id = $1 and id = any($2::uuid[])` },
  // With the limit as a parameter the server plans each call anew, which takes twice as long as the call itself.
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

/** How many connections, of the twenty that every contender may have: one that writes waits for the disk, and two keep the server's cores busy with reads. */
const lanes = { reading: 2, writing: 16 };

/** Connects to a PostgreSQL database of Typedo's: rows stay the text that they come as, and statements follow each other without waiting. */
export async function openTunedPostgres(url: string): Promise<TunedStore> {
  const reading = await openLanes(url, lanes.reading);
  const writes = createTunedWrites(await openLanes(url, lanes.writing));
  return {
    async userOf(keyHash) {
      const [row] = await reading.run(statements.user, [keyHash]);
      return row?.[0] ?? undefined;
    },
    async list(userId, limit) {
      return pageOf(userId, await reading.run(statements.list(limit + 1), [userId]), limit);
    },
    async search(userId, part, limit) {
      return pageOf(userId, await reading.run(statements.search(limit + 1), [userId, fold(part)]), limit);
    },
    async byId(userId, id) {
      return textsOf(userId, await reading.run(statements.byId, [userId, id]))[0] ?? null;
    },
    async batch(userId, ids) {
      const rows = await reading.run(statements.batch, [userId, `{${ids.join(',')}}`]);
      const texts = new Map(textsOf(userId, rows).map((text, index) => [rows[index]?.[0], text]));
      return `[${ids.flatMap((id) => texts.get(id) ?? []).join(',')}]`;
    },
    async pull(userId, limit) {
      const rows = await reading.run(statements.pull(limit + 1), [userId]);
      const hasMore = rows.length > limit;
      if (hasMore) rows.pop();
      const tasks = textsOf(
        userId,
        rows.filter((row) => row[7] === 'f'),
      );
      const deleted = rows.filter((row) => row[7] === 't').map(([id]) => String(id));
      return pulledText(tasks, deleted, rows.at(-1)?.[6] ?? 0, hasMore);
    },
    ...writes,
  };
}

function pageOf(userId: string, rows: TextRow[], limit: number): string {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (last) rows.pop();
  return pageText(textsOf(userId, rows), last ? [timeOfText(String(last[4])), String(last[0])] : null);
}

function textsOf(userId: string, rows: TextRow[]): string[] {
  const taskText = createTaskText(userId);
  return rows.map((row) => {
    // The columns as the statements name them; only the description may be null.
    const [id, title, description, complete, created, updated] = row as [
      string,
      string,
      string | null,
      string,
      string,
      string,
    ];
    const createdAt = timeOfText(created);
    const updatedAt = updated === created ? createdAt : timeOfText(updated);
    return taskText(id, title, description, complete === 't', createdAt, updatedAt);
  });
}
