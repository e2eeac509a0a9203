import { theirs } from './owner.ts';

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

/** Tasks by their ids, in the trash or not. $1 whose and which, as JSON. */
export const readTasks = {
  name: 'typedo-read-tasks',
  text: each(
    '"userId" text, id uuid',
    `select user_id, id, title, description, complete, seq, ${ms('created_at')} as created, ${ms('updated_at')} as updated, ${ms('deleted_at')} as deleted
      from tasks where ${theirs} and tasks.id = wanted.id offset 0`,
  ),
};

/** The outcomes of mutation ids. $1 whose and which, as JSON. */
export const readDone = {
  name: 'typedo-read-done',
  text: each(
    '"userId" text, id uuid',
    `select user_id, id, hash, outcome from mutations where ${theirs} and mutations.id = wanted.id offset 0`,
  ),
};
