import { createToTime, fromPostgres, toTime } from './wire-time.ts';

/** What the two databases say differently in the statements about tasks. Both take `$1`, `$2`, … as parameters. */
export interface Syntax {
  /** A column with a time, as `readTime` understands it. */
  time: (column: string) => string;
  /** A moment as a parameter. */
  timeParameter: (iso: string) => unknown;
  booleanParameter: (value: boolean) => unknown;
  /** Makes the wire's time of what the driver gives for `time`. */
  readTime: (value: unknown) => string;
  /** Makes the same for the many times of a page. */
  createReadTime: () => (value: unknown) => string;
  /** The same for a boolean. */
  readBoolean: (value: unknown) => boolean;
  /** A column in the simple upper case of `foldCase`. */
  folded: (column: string) => string;
  /** Whether a text contains another, both as they are. */
  contains: (text: string, part: string) => string;
  /** How a column is one of several ids, bound as one parameter; null where a statement each costs no more. */
  among: { condition: (column: string, place: string) => string; ids: (ids: readonly string[]) => unknown } | null;
  /** The title in the order of its bytes, with ASCII letters in lower case; there is an index on it. */
  titleKey: string;
  /** The tasks, to read those in the trash. */
  trash: string;
}

/** Of the type `timestamp`, which the server writes as text by itself. */
const postgresTime = (column: string) => `${column} at time zone 'UTC'`;

/** The text does not depend on the session's time zone, which a pooler may not let us set. */
export const postgresSyntax: Syntax = {
  time: postgresTime,
  timeParameter: (iso) => iso,
  booleanParameter: (value) => value,
  readTime: (value) => fromPostgres(String(value)),
  createReadTime() {
    let [last, told]: [unknown, string] = [undefined, ''];
    return (value) => {
      // Of a task that was never changed both times are the same.
      if (value !== last) [last, told] = [value, fromPostgres(String(value))];
      return told;
    };
  },
  readBoolean: (value) => value === 't',
  folded: (column) => `upper(${column} collate pg_catalog.pg_c_utf8)`,
  contains: (text, part) => `strpos(${text}, ${part}) > 0`,
  among: { condition: (column, place) => `${column} = any(${place}::uuid[])`, ids: (ids) => `{${ids.join(',')}}` },
  titleKey: 'lower(title collate "C")',
  trash: 'tasks',
};

const sqliteTime = (column: string) => column;

export const sqliteSyntax: Syntax = {
  time: sqliteTime,
  timeParameter: (iso) => Date.parse(iso),
  booleanParameter: (value) => Number(value),
  readTime: (value) => toTime(Number(value)),
  createReadTime() {
    const toTime = createToTime();
    return (value) => toTime(Number(value));
  },
  readBoolean: (value) => value === 1,
  // What is ASCII alone SQLite folds by itself, and faster than a function of ours is called.
  folded: (column) =>
    `case when octet_length(${column}) = length(${column}) then upper(${column}) else typedo_fold(${column}) end`,
  contains: (text, part) => `instr(${text}, ${part}) > 0`,
  among: null, // it reads where it is called
  titleKey: 'lower(title)',
  // Without statistics it would walk all tasks in the list's order, however few of them are deleted.
  trash: 'tasks indexed by tasks_in_trash',
};
