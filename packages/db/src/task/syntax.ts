import { toTime } from './row.ts';

/** What the two databases say differently in the statements about tasks. Both take `$1`, `$2`, … as parameters. */
export interface Syntax {
  /** The wire's columns of a task; `readTime` understands their times. */
  taskColumns: string;
  /** A column with a time, as `readTime` understands it. */
  time: (column: string) => string;
  /** A moment as a parameter. */
  timeParameter: (iso: string) => unknown;
  booleanParameter: (value: boolean) => unknown;
  /** Makes the wire's time of what the driver gives for `time`. */
  readTime: (value: unknown) => string;
  /** A column in the simple upper case of `fold`. */
  folded: (column: string) => string;
  /** Whether a text contains another, both as they are. */
  contains: (text: string, part: string) => string;
  /** The title in the order of its bytes, with ASCII letters in lower case; there is an index on it. */
  titleKey: string;
}

const columns = (time: Syntax['time']) =>
  `id, user_id, title, description, complete, ${time('created_at')} as created_at, ${time('updated_at')} as updated_at`;

const postgresTime = (column: string) => `(${column} at time zone 'UTC')::text`;

/** The text does not depend on the session's time zone, which a pooler may not let us set. */
export const postgresSyntax: Syntax = {
  taskColumns: columns(postgresTime),
  time: postgresTime,
  timeParameter: (iso) => iso,
  booleanParameter: (value) => value,
  readTime: (value) => fromPostgres(String(value)),
  folded: (column) => `upper(${column} collate pg_catalog.pg_c_utf8)`,
  contains: (text, part) => `strpos(${text}, ${part}) > 0`,
  titleKey: 'lower(title collate "C")',
};

const sqliteTime = (column: string) => column;

export const sqliteSyntax: Syntax = {
  taskColumns: columns(sqliteTime),
  time: sqliteTime,
  timeParameter: (iso) => Date.parse(iso),
  booleanParameter: (value) => Number(value),
  readTime: (value) => toTime(Number(value)),
  folded: (column) => `typedo_fold(${column})`,
  contains: (text, part) => `instr(${text}, ${part}) > 0`,
  titleKey: 'lower(title)',
};

/** `2026-01-02 03:04:05.6` becomes `2026-01-02T03:04:05.600Z`: PostgreSQL leaves out zeros at the end. */
function fromPostgres(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, 23).padEnd(3, '0')}Z`;
}
