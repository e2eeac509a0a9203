import { newId } from '@typedo/contract';

/** A row as JSON; times are ISO text. */
export type FirstRow = Readonly<Record<string, string | number | boolean | null>>;

/** What proves the one account of the filled database to a server. */
export interface FirstOwner {
  readonly userId: string;
  readonly email: string;
  /** As the accounts' library stores it. */
  readonly passwordHash: string;
  /** Of an API key that reads and writes. */
  readonly keyHash: string;
  readonly sessionToken: string;
}

const accounts = 6;
const tasksEach = 500;
const at = '2026-11-20T10:00:00.000Z';
const later = '2026-11-21T10:00:00.123Z';
const since = { created_at: at, updated_at: later };

/**
 * Rows of every table of the first schema: of the owner and of others, and one account whose every value is as large, as small or as early
 * as the schema lets it be. Parents come first.
 */
export function firstRows(owner: FirstOwner): Record<string, FirstRow[]> {
  const ids = [owner.userId, ...Array.from({ length: accounts - 1 }, () => newId())];
  const extreme = 'x'.repeat(255);
  const own = ids.flatMap((userId, index) => ofAccount(userId, index === 0 ? owner : undefined));
  const rows: Record<string, FirstRow[]> = {
    users: [
      ...ids.map((id) => ({
        id,
        name: 'Ada 🌱',
        email: id === owner.userId ? owner.email : `${id}@example.com`,
        email_verified: false,
        image: null,
        ...since,
      })),
      {
        id: extreme,
        name: '漢'.repeat(10_000),
        email: `${'e'.repeat(250)}@x`,
        email_verified: true,
        image: '',
        ...since,
      },
    ],
    verifications: [{ id: 'v', identifier: '', value: `'"\\`, expires_at: later, ...since }],
  };
  for (const [table, row] of [...own, ...ofExtreme(extreme)]) (rows[table] ??= []).push(row);
  return rows;
}

type Placed = readonly [table: string, row: FirstRow];

function ofAccount(userId: string, owner: FirstOwner | undefined): Placed[] {
  const random = newId();
  const rows: Placed[] = [
    [
      'sessions',
      {
        id: random,
        token: owner?.sessionToken ?? random,
        user_id: userId,
        expires_at: '2099-01-01T00:00:00.000Z',
        ip_address: null,
        user_agent: 'a browser',
        ...since,
      },
    ],
    [
      'credentials',
      {
        id: random,
        account_id: userId,
        provider_id: 'credential',
        user_id: userId,
        password: owner?.passwordHash ?? 'x:y',
        ...since,
      },
    ],
    [
      'api_keys',
      {
        id: random,
        config_id: 'default',
        name: 'A program',
        start: 'tdo_abc',
        key: owner?.keyHash ?? random,
        user_id: userId,
        permissions: '{"tasks":["read","write"]}',
        enabled: true,
        last_request: '2099-01-01T00:00:00.000Z',
        ...since,
      },
    ],
  ];
  const count = { open: 0, complete: 0, deleted: 0 };
  for (let seq = 1; seq <= tasksEach; seq++) {
    const id = newId();
    const complete = seq % 3 === 0;
    const deleted = seq % 10 === 0;
    count[deleted ? 'deleted' : complete ? 'complete' : 'open']++;
    const fields = { title: `Task ${seq} 🌱`, description: [null, '', 'd'.repeat(1000)][seq % 3] ?? null, complete };
    rows.push(
      ['tasks', { user_id: userId, id, ...fields, ...since, seq, deleted_at: deleted ? later : null }],
      [
        'changes',
        {
          user_id: userId,
          seq,
          task_id: id,
          kind: 'create',
          at,
          by_kind: 'session',
          by_id: null,
          fields_before: '{}',
          fields_after: JSON.stringify(fields),
        },
      ],
      [
        'mutations',
        {
          user_id: userId,
          id,
          hash: `hash of ${id}`,
          outcome: JSON.stringify({ tasks: [{ id, userId, ...fields }] }),
          at,
        },
      ],
    );
  }
  return [...rows, ['heads', { user_id: userId, seq: tasksEach, ...count }]];
}

/** What no server would write, and every column admits. */
function ofExtreme(userId: string): Placed[] {
  const [first, last] = ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'];
  const [zero, full] = ['00000000-0000-7000-8000-000000000000', 'ffffffff-ffff-7fff-bfff-ffffffffffff'];
  const seq = Number.MAX_SAFE_INTEGER;
  const most = 2 ** 31 - 1;
  const times = { created_at: first, updated_at: last };
  const task = { user_id: userId, title: '😀'.repeat(200), description: '😀'.repeat(1000), complete: true, ...times };
  return [
    ['tasks', { ...task, id: full, seq, deleted_at: last }],
    ['tasks', { ...task, id: zero, seq: 0, deleted_at: null, title: 'x', description: '' }],
    [
      'changes',
      {
        user_id: userId,
        seq,
        task_id: full,
        kind: 'delete',
        at: last,
        by_kind: 'key',
        by_id: '',
        fields_before: '{}',
        fields_after: 'x'.repeat(20_000),
      },
    ],
    ['mutations', { user_id: userId, id: full, hash: '', outcome: 'x'.repeat(200_000), at: first }],
    ['heads', { user_id: userId, seq, open: most, complete: most, deleted: most }],
    [
      'sessions',
      { id: userId, token: '', user_id: userId, expires_at: last, ip_address: '', user_agent: '', ...times },
    ],
    [
      'credentials',
      {
        id: userId,
        account_id: '',
        provider_id: '',
        user_id: userId,
        access_token: '',
        refresh_token: '',
        id_token: '',
        access_token_expires_at: first,
        refresh_token_expires_at: last,
        scope: '',
        password: '',
        ...times,
      },
    ],
    [
      'api_keys',
      {
        id: userId,
        config_id: '',
        name: '',
        start: '',
        prefix: '',
        key: '',
        user_id: userId,
        permissions: '',
        enabled: false,
        expires_at: first,
        last_request: last,
        rate_limit_enabled: false,
        rate_limit_time_window: most,
        rate_limit_max: most,
        request_count: most,
        remaining: most,
        refill_interval: most,
        refill_amount: most,
        last_refill_at: last,
        metadata: '',
        ...times,
      },
    ],
  ];
}
