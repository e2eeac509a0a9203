import { contractVersion, formatCursor, newId, parseCursor, type PushedMutation } from '@typedo/contract';
import type { Person, TestServer } from '../setup-server.ts';
import type { Belongings } from './inputs.ts';

/** A value that names something of an account, and one like it that never named anything; null where there is none that could be compared. */
export interface Named {
  readonly theirs: () => string;
  readonly nobodys: (() => string) | null;
}

/** An account with tasks, keys and a past, in a world where others must not learn of it. */
export interface Account {
  readonly person: Person;
  /** All that names the account or what it has, and a word that is in all its texts: no other caller may hear of it. */
  secrets(): Promise<string[]>;
  /** Every row of the account, in every table, as text. */
  rows(): Promise<string>;
  /** What an input of someone can name of it. Its `fresh` and its mutation ids are others each time that they are read. */
  belongings(by: string): Belongings;
  /** What an input can name likewise, but never was anybody's. */
  nobodys(): Belongings;
  /** All that a test should put in the place of one of the belongings, for an input of someone. */
  values(of: NamedBelonging, by: string): Named[];
  /** Makes new tasks, so that inputs name none that others have changed. */
  renew(): Promise<void>;
}

/** The belongings that name something. */
export type NamedBelonging = Exclude<keyof Belongings, 'moreMutationIds' | 'word' | 'password'>;

const tables = ['tasks', 'changes', 'mutations', 'heads', 'sessions', 'api_keys', 'credentials'] as const;

/** In every task of every account. */
const word = 'common';

/** Fills a person's account. There are `spare` tasks beyond those that its inputs name, a fifth of them in the trash; nobody gets to name one twice. */
export async function fill(server: TestServer, person: Person, spare = 0): Promise<Account> {
  const canary = `canary${person.userId.replaceAll(/[^A-Za-z0-9]/g, '')}`;
  const typedo = person.typedo();
  const read = (table: (typeof tables)[number]) =>
    server.database.kysely().selectFrom(table).selectAll().where('user_id', '=', person.userId).execute();
  const create = (): PushedMutation => ({
    type: 'create',
    id: newId(),
    mutationId: newId(),
    title: `${canary} ${word} title`,
    description: `${canary} description`,
  });
  const remove = ({ id }: PushedMutation): PushedMutation => ({ type: 'delete', id, mutationId: newId() });
  const push = (mutations: PushedMutation[]) => typedo.sync.push.mutate({ mutations, contractVersion });

  const key = await typedo.account.keys.create.mutate({ name: `${canary} key`, scopes: ['tasks:read'] });
  const [session] = await read('sessions');
  const common = { keyId: key.id, sessionId: String(session?.['id']), word, password: person.password };
  const pools: { open: PushedMutation[]; trashed: PushedMutation[] } = { open: [], trashed: [] };
  while (pools.open.length + pools.trashed.length < spare) {
    const made = Array.from({ length: 100 }, create);
    const trashed = made.splice(0, 20);
    await push([...trashed, ...made]);
    await push(trashed.map(remove));
    pools.open.push(...made);
    pools.trashed.push(...trashed);
  }
  const counts = new Map<string, number>();
  /** One that was there before, and that this caller has not named; for an account without spare ones, a new name. */
  const take = (pool: keyof typeof pools, by: string) => {
    const count = counts.get(pool + by) ?? 0;
    counts.set(pool + by, count + 1);
    const next = pools[pool][count];
    if (spare > 0 && !next) throw new Error('The account has too few tasks for so many calls');
    return next ?? { id: newId(), mutationId: newId() };
  };

  let current: Current;
  const renew = async () => {
    const [open, other, trashed] = [create(), create(), create()];
    const update: PushedMutation = { type: 'update', id: open.id, mutationId: newId(), patch: { description: canary } };
    const { cursor: syncCursor } = await push([open, other, trashed, update, remove(trashed)]);
    const list = await typedo.task.list.query({ limit: 1 });
    const history = await typedo.task.history.query({ id: open.id, limit: 1 });
    const exported = await typedo.account.export.query({ limit: 1 });
    const cursors = {
      listCursor: list.nextCursor ?? '',
      historyCursor: history.nextCursor ?? '',
      exportCursor: exported.nextCursor ?? '',
      syncCursor,
    };
    current = { open: open.id, other: other.id, trashed: trashed.id, ...cursors, ...common };
  };
  await renew();

  return {
    person,
    renew,
    belongings: (by) => ({
      ...current,
      get fresh() {
        return take('open', by).id;
      },
      get mutationId() {
        return take('open', by).mutationId;
      },
      get moreMutationIds(): [string, string, string] {
        return [this.mutationId, this.mutationId, this.mutationId];
      },
    }),
    nobodys: () => nobodys(current),
    values(of, by) {
      const given = { theirs: () => current[of as keyof Current], nobodys: () => nobodys(current)[of] };
      const unknown = { nobodys: newId };
      switch (of) {
        case 'open':
        case 'other':
        case 'trashed':
          return (['open', 'trashed'] as const).map((one) => ({ theirs: () => current[one], ...unknown }));
        case 'fresh':
          return (['open', 'trashed'] as const).map((pool) => ({ theirs: () => take(pool, by).id, ...unknown }));
        case 'mutationId':
          return [{ theirs: () => take('open', by).mutationId, ...unknown }];
        case 'syncCursor': // also at a place that others have passed as well
          return [given, { theirs: () => moved(current.syncCursor, () => 2), nobodys: null }];
        default:
          return [given];
      }
    },
    async rows() {
      const user = server.database.kysely().selectFrom('users').selectAll().where('id', '=', person.userId).execute();
      const rows = await Promise.all([user, ...tables.map(read)]);
      // A session that has expired goes when somebody calls with it; when a key was last used is noted beside the calls.
      const lasting = rows
        .flat()
        .filter((row) => !row['expires_at'] || new Date(String(row['expires_at'])) > new Date());
      const texts = lasting.map((row: object) => JSON.stringify({ ...row, last_request: null }));
      return texts.toSorted().join('\n');
    },
    async secrets() {
      const rows = (await Promise.all(tables.map(read))).flat() as Record<string, unknown>[];
      const named = rows.flatMap((row) => [row['id'], row['token'], row['key'], row['start'], row['password']]);
      const { userId, email } = person;
      return [...new Set([canary, userId, email, ...named.filter((value) => typeof value === 'string')])];
    },
  };
}

type Current = Omit<Belongings, 'fresh' | 'mutationId' | 'moreMutationIds'>;

/** Belongings like those given, under names that never were anybody's. */
function nobodys(like: Current): Belongings {
  return {
    word: like.word,
    open: newId(),
    other: newId(),
    trashed: newId(),
    fresh: newId(),
    mutationId: newId(),
    moreMutationIds: [newId(), newId(), newId()],
    keyId: scrambled(like.keyId),
    sessionId: scrambled(like.sessionId),
    listCursor: recoded(like.listCursor, (parts) => [...parts.slice(0, -1), newId()]),
    historyCursor: recoded(like.historyCursor, ([seq]) => [Number(seq) + 1]),
    syncCursor: moved(like.syncCursor, (seq) => seq + 1),
    exportCursor: recoded(like.exportCursor, ([part, id]) => [part, beside(String(id))]),
    password: `${like.password} of nobody`,
  };
}

/** The next id, so that as many of a caller's own come behind it: who signed up again may have one of the very same name. */
function beside(id: string): string {
  const last = (BigInt(`0x${id.slice(-12)}`) + 1n) % 16n ** 12n;
  return id.slice(0, -12) + last.toString(16).padStart(12, '0');
}

/** Another id of the same form. */
function scrambled(id: string): string {
  return id.replaceAll(/[A-Za-z0-9]/g, () => 'Ab9'.charAt(Math.floor(Math.random() * 3)));
}

/** A cursor of `sync` at another place of the same history. */
export function moved(cursor: string, to: (seq: number) => number): string {
  const position = parseCursor(cursor);
  if (!position) throw new Error(`Expected a cursor of sync, not ${cursor}`);
  return formatCursor({ ...position, seq: to(position.seq) });
}

function recoded(cursor: string, change: (parts: unknown[]) => unknown[]): string {
  const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
  return Buffer.from(JSON.stringify(change(parts))).toString('base64url');
}
