import type { Dialect } from '../database.ts';

/**
 * The statements that fill a database for some accounts, in their order. $1 is the accounts as JSON; $2 is when the first task was made, in
 * milliseconds since 1970, or the moment of now, as the statement says.
 */
export type Filling = readonly { readonly sql: string; readonly takes: 'start' | 'moment' }[];

/** How a database says what the statements need. */
interface Speech {
  /** The accounts of $1, as `account`. */
  accounts: string;
  /** Each account with the numbers of its tasks, as `account` and `number.n`. */
  numbered: string;
  moment: string;
  /** A time of milliseconds since 1970. */
  time: (ms: string) => string;
  uuid: (text: string) => string;
  /** Twelve hexadecimal digits. */
  hex: (number: string) => string;
  /** Where one statement reads $2 as a number. */
  start: string;
}

export const fillings: Readonly<Record<Dialect, Filling>> = {
  postgresql: fillingIn(postgres()),
  sqlite: fillingIn(sqlite()),
};

function postgres(): Speech {
  const accounts = `json_to_recordset($1::json) as account
    (number int, "userId" text, tasks int, hash text, step bigint, "offset" bigint)`;
  return {
    accounts,
    numbered: `${accounts}, lateral generate_series(1, account.tasks) as number(n)`,
    moment: '$2::timestamptz',
    time: (ms) => `to_timestamp((${ms}) / 1000.0)`,
    uuid: (text) => `(${text})::uuid`,
    hex: (number) => `lpad(to_hex(${number}), 12, '0')`,
    start: '$2::bigint',
  };
}

function sqlite(): Speech {
  const columns = ['number', 'userId', 'tasks', 'hash', 'step', 'offset'];
  const read = columns.map((name) => `value ->> '${name}' as "${name}"`).join(', ');
  const accounts = `(select ${read} from json_each($1)) as account`;
  return {
    accounts,
    numbered: `${accounts} join (
      with recursive number(n) as (
        select 1 union all select n + 1 from number where n < (select max(value ->> 'tasks') from json_each($1)))
      select n from number) as number on number.n <= account.tasks`,
    moment: '$2',
    time: (ms) => ms,
    uuid: (text) => text,
    hex: (number) => `printf('%012x', ${number})`,
    start: '$2',
  };
}

function fillingIn({ accounts, numbered, moment, time, uuid, hex, start }: Speech): Filling {
  const made = `(${start} + number.n * account.step + account."offset")`;
  const place = hex(made);
  /** A UUIDv7 of the moment when the task was made; `kind` tells the mutations of one task apart. */
  const id = (kind: number) =>
    `substr(${place}, 1, 8) || '-' || substr(${place}, 9, 4) || '-700${kind}-8000-' || ${hex('account.number')}`;
  const title = `'Task ' || number.n || case number.n % 50 when 7 then ': pay the invoice' else ': water the plants' end`;
  const description = `case number.n % 3 when 0 then null else 'As on every day before, and once more for the ' || number.n || 'th time.' end`;
  const kinds = [
    { kind: 'create', every: 1, seq: 'number.n' },
    { kind: 'update', every: 5, seq: 'account.tasks + number.n / 5' },
    { kind: 'delete', every: 20, seq: 'account.tasks + account.tasks / 5 + number.n / 20' },
  ] as const;
  /** The value for a task whose last change was of each kind. */
  const last = (of: (at: number) => string) =>
    `case when number.n % 20 = 0 then ${of(2)} when number.n % 5 = 0 then ${of(1)} else ${of(0)} end`;
  const changedAt = (at: number) => `${made} + ${at * 1000}`;
  const outcome = (at: number) =>
    `'{"tasks":[{"id":"' || ${id(0)} || '","userId":"' || account."userId" || '","title":"' || ${title}
      || '","description":"As on every day before","complete":false,"createdAt":"2026-01-02T03:04:05.${at}00Z","updatedAt":"2026-01-02T03:04:05.${at}00Z"}]}'`;
  const inTurn = 'order by number.n, account.number'; // as the accounts would have written them
  const taking =
    (takes: 'start' | 'moment') =>
    (sql: string): Filling[number] => ({ sql, takes });

  return [
    ...[
      `insert into users (id, name, email, created_at, updated_at)
       select "userId", 'Ada', "userId" || '@example.com', ${moment}, ${moment} from ${accounts}`,
      `insert into sessions (id, token, user_id, expires_at, created_at, updated_at)
       select 'session of ' || "userId", 'token of ' || "userId", "userId", ${moment}, ${moment}, ${moment} from ${accounts}`,
      `insert into credentials (id, account_id, provider_id, user_id, created_at, updated_at)
       select 'credential of ' || "userId", "userId", 'credential', "userId", ${moment}, ${moment} from ${accounts}`,
      `insert into api_keys (id, name, start, prefix, key, user_id, permissions, created_at, updated_at)
       select 'key of ' || "userId", 'A program', 'tdo_', 'tdo_', hash, "userId", '{"tasks":["read","write"]}', ${moment}, ${moment} from ${accounts}`,
    ].map(taking('moment')),
    ...[
      `insert into heads (user_id, seq, open, complete, deleted)
       select "userId", tasks + tasks / 5 + tasks / 20, tasks - tasks / 4, tasks / 4 - tasks / 20, tasks / 20
       from ${accounts} where ${start} > 0`,
      `insert into tasks (user_id, id, title, description, complete, created_at, updated_at, seq, deleted_at)
       select account."userId", ${uuid(id(0))}, ${title}, ${description}, number.n % 4 = 0, ${time(made)}, ${time(last(changedAt))},
         ${last((at) => kinds[at]?.seq ?? '')}, case when number.n % 20 = 0 then ${time(changedAt(2))} end
       from ${numbered} where true ${inTurn}`,
      ...kinds.flatMap(({ kind, every, seq }, at) => [
        `insert into changes (user_id, seq, task_id, kind, at, by_kind, by_id, fields_before, fields_after)
         select account."userId", ${seq}, ${uuid(id(0))}, '${kind}', ${time(changedAt(at))}, 'key', 'key of ' || account."userId", '{}', '{}'
         from ${numbered} where number.n % ${every} = 0 ${inTurn}`,
        `insert into mutations (user_id, id, hash, outcome, at)
         select account."userId", ${uuid(id(at))}, account.hash, ${outcome(at)}, ${time(changedAt(at))}
         from ${numbered} where number.n % ${every} = 0 ${inTurn}`,
      ]),
    ].map(taking('start')),
  ];
}
