import type { NamedStatement, TextRow } from '../connect/text-query.postgres.ts';
import type { FieldColumn } from './field-columns.ts';
import { theirs } from './owner.ts';
import type { TaskRow } from './row.ts';

/**
 * What a transaction reads of those whose tasks it writes. The rows that are wanted travel as JSON, of which the server assumes the same number
 * whatever comes, so it plans once; each is looked up by its key, however small the tables were at that time.
 */
const each = (columns: string, what: string) =>
  `select found.* from json_to_recordset($1::json) as wanted (${columns}) cross join lateral (${what}) as found`;

const head = 'seq, open, complete, deleted, (select epoch from epochs)';

/** Waits for the head of one user and locks it; makes it for who has none. $1 user. */
export const lockHead = {
  name: 'typedo-lock-head',
  text: `insert into heads (user_id, seq, open, complete, deleted) values ($1, 0, 0, 0, 0)
    on conflict (user_id) do update set seq = heads.seq returning user_id, ${head}`,
};

/** Locks the heads of those whose head nobody has locked. $1 who, as JSON. */
export const lockHeads = {
  name: 'typedo-lock-heads',
  text: each('"userId" text', `select user_id, ${head} from heads where ${theirs} for update skip locked`),
};

/** A time in milliseconds since 1970; exact, being below 2^53. */
const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** Makes the statement that reads tasks by their ids, in the trash or not, with their fields behind all else. $1 whose and which, as JSON. */
export function readTasksStatement(fields: readonly FieldColumn[]): NamedStatement {
  return {
    name: 'typedo-read-tasks',
    text: each(
      '"userId" text, id uuid',
      `select user_id, id, seq, ${ms('created_at')} as created, ${ms('updated_at')} as updated, ${ms('deleted_at')} as deleted,
      ${fields.map(({ name, sql }) => `${sql} as "field ${name}"`).join(', ')}
      from tasks where ${theirs} and tasks.id = wanted.id offset 0`,
    ),
  };
}

/** Makes the mapper of its rows. */
export function createToRow(fields: readonly FieldColumn[]): (row: TextRow) => TaskRow {
  const found = fields.map(({ name, read }, index) => ({ name, read, at: index + 6 }));
  return (row) => {
    const [, id, seq, createdAt, updatedAt, deletedAt] = row;
    const task: Record<string, unknown> = {
      id: String(id),
      seq: Number(seq),
      createdAt: Number(createdAt),
      updatedAt: Number(updatedAt),
      deletedAt: deletedAt === null ? null : Number(deletedAt),
    };
    for (const { name, read, at } of found) task[name] = read ? read(row[at]) : row[at];
    return task as unknown as TaskRow; // it has a row's keys, each with a value of its own
  };
}

/** The outcomes of mutation ids. $1 whose and which, as JSON. */
export const readDone = {
  name: 'typedo-read-done',
  text: each(
    '"userId" text, id uuid',
    `select user_id, id, hash, outcome from mutations where ${theirs} and mutations.id = wanted.id offset 0`,
  ),
};
