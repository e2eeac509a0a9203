import { setImmediate as turn } from 'node:timers/promises';
import { newId } from '@typedo/contract';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createOrm, type Database } from '../database.ts';
import { entities } from '../entities.ts';
import type { Principal } from '../principal.ts';
import { purgeAll } from '../purge/purge-all.ts';
import { createTaskStore } from '../task/create-task-store.ts';
import { dialects, setupStore, type TestStore } from '../testing/index.ts';
import { setupTcpProxy } from '../testing/tcp-proxy.ts';
import { applied, change, creation, move } from '../testing/tasks.ts';
import { createCloser } from './closer.ts';
import { closeAccount } from './close.ts';
import { closedAccounts, eraseAccount } from './erase.ts';
import { transactionsOf } from './transactions.ts';

for (const dialect of dialects) {
  describe(`a deleted account on ${dialect}`, () => {
    it('leaves no row behind that names it, and takes nothing of anybody else', async () => {
      await using world = await setupStore(dialect);
      const [ada, eve] = [await filled(world, 200), await filled(world, 3)];
      const before = await rowsThatName(world.database, eve);
      await using serving = serve(world.database);
      await serving.closer.close(ada);
      await serving.closer.erased(ada);
      expect(await rowsThatName(world.database, ada)).toEqual({});
      expect(await rowsThatName(world.database, eve)).toEqual(before);
      expect(await closedAccounts(transactionsOf(world.database))).toEqual([]);
      expect(serving.troubles).toEqual([]);
    });

    it('is nobody from the first moment: no proof is left, and its address is free before all is erased', async () => {
      await using world = await setupStore(dialect);
      const ada = await filled(world, 1);
      const email = await emailOf(world.database, ada);
      await closeAccount(transactionsOf(world.database), ada, Date.now());
      await closeAccount(transactionsOf(world.database), ada, Date.now()); // twice is once
      expect(await rowsThatName(world.database, ada)).toEqual({
        users: 1,
        closings: 1,
        tasks: 1,
        heads: 1,
        changes: 3,
        mutations: 3,
      });
      expect(await find(world.database, email)).toEqual({});
      const again = { id: newId(), name: 'Ada', email, created_at: at(), updated_at: at() };
      await world.database.kysely().insertInto('users').values(again).execute();
    });

    it('is erased by the next process when one was killed in the middle, and by the purge of all accounts', async () => {
      await using world = await setupStore(dialect);
      const [ada, eve] = [await filled(world, 200), await filled(world, 200)];
      for (const owner of [ada, eve]) {
        const transactions = transactionsOf(world.database);
        await closeAccount(transactions, owner, Date.now());
        await proofsOf(world.database, owner); // as a sign-in leaves them that was under way
        const stop = new AbortController();
        const stopping = {
          ...transactions,
          inOrder: (async (statements) => {
            await transactions.inOrder(statements);
            stop.abort();
          }) as typeof transactions.inOrder,
        };
        expect(await eraseAccount(stopping, owner, stop.signal)).toBe(false);
        expect(await rowsThatName(world.database, owner)).toEqual({
          users: 1,
          closings: 1,
          heads: 1,
          tasks: 100,
          changes: 600,
          mutations: 600,
        });
      }
      await using serving = serve(world.database);
      serving.closer.resume();
      await expect.poll(() => rowsThatName(world.database, ada), { timeout: 10_000 }).toEqual({});
      await expect.poll(() => rowsThatName(world.database, eve), { timeout: 10_000 }).toEqual({});
      const bob = await filled(world, 2);
      await closeAccount(transactionsOf(world.database), bob, Date.now());
      expect(await purgeAll(world.database, Date.now())).toMatchObject({ erased: 1, accounts: 0 });
      expect(await rowsThatName(world.database, bob)).toEqual({});
      expect(serving.troubles).toEqual([]);
    });

    it('gets nothing back from writers that do not know yet: each is refused in the end, and no row stays', async () => {
      await using world = await setupStore(dialect);
      const ada = await filled(world, 30);
      const { store, database } = world;
      const reasons = new Map<string, number>();
      const count = (name: string) => reasons.set(name, (reasons.get(name) ?? 0) + 1);
      const deletion = { ended: false };
      const writer = async (n: number) => {
        const made = [creation(), creation(), creation()];
        for (let round = 0; !deletion.ended || round < 3; round++) {
          await turn(); // as between two calls of a server
          const id = made[round % 3]!.id;
          const writes = [
            [creation()],
            made,
            [change(id, { title: `${n} ${round}` })],
            [move('delete', id), move('restore', id)],
          ];
          await store.write(ada, writes[(n + round) % 4]!).then(
            () => count('written'),
            (error: unknown) => count((error as { refusal?: { reason: string } }).refusal?.reason ?? String(error)),
          );
        }
      };
      const writing = Array.from({ length: 6 }, (_, n) => writer(n));
      while (!reasons.has('written')) await turn(); // or the account may be gone before the first has written
      const transactions = transactionsOf(database);
      const deleting = closeAccount(transactions, ada, Date.now())
        .then(() => Promise.all([eraseAccount(transactions, ada), eraseAccount(transactions, ada)]))
        .finally(() => (deletion.ended = true));
      await Promise.all([deleting, ...writing]);
      expect([...reasons.keys()].toSorted()).toEqual(['UNAUTHENTICATED', 'written']);
      expect(await rowsThatName(database, ada)).toEqual({});
    });

    it('holds nobody up while a large one is erased: each step is short, and rests follow', async ({ annotate }) => {
      await using world = await setupStore(dialect);
      const [ada, eve] = [await filled(world, 0), await filled(world, 1)];
      await plant(world.database, ada, 2_000);
      await using serving = serve(world.database);
      await serving.closer.close(ada);
      const waits: number[] = [];
      const began = performance.now();
      while (Object.keys(await rowsThatName(world.database, ada, ['users'])).length > 0) {
        await turn();
        const asked = performance.now();
        await applied(world.store, eve, creation());
        waits.push(performance.now() - asked);
      }
      const [slowest = 0] = waits.toSorted((a, b) => b - a);
      await annotate(
        `${dialect}: 2,000 tasks, changes and outcomes erased in ${Math.round(performance.now() - began)} ms; ${waits.length} writes beside it, the slowest took ${Math.round(slowest)} ms`,
        'figure',
      );
      expect(await rowsThatName(world.database, ada)).toEqual({});
    });

    it('is erased though another cannot be: that one is tried again behind it, until it can', async () => {
      await using world = await setupStore(dialect);
      const [ada, eve, bob] = [await filled(world, 2), await filled(world, 2), await filled(world, 2)];
      const transactions = transactionsOf(world.database);
      const allow = await forbidToDelete(world.database, ada);
      await closeAccount(transactions, ada, 1_000); // the oldest, so that it comes first
      await closeAccount(transactions, eve, 2_000);
      await using serving = serve(world.database);
      serving.closer.resume();
      await expect.poll(() => rowsThatName(world.database, eve), { timeout: 10_000 }).toEqual({});
      await serving.closer.close(bob);
      await serving.closer.erased(bob);
      expect(await rowsThatName(world.database, bob)).toEqual({});
      await expect.poll(() => serving.troubles.length, { timeout: 10_000 }).toBeGreaterThan(2);
      expect(new Set(serving.troubles).size).toBe(1);
      expect(await closedAccounts(transactions)).toEqual([ada.userId]);
      await allow();
      await expect.poll(() => rowsThatName(world.database, ada), { timeout: 10_000 }).toEqual({});
    });

    it('stops to be erased when the process does, and lets the database close', async () => {
      await using world = await setupStore(dialect);
      const ada = await filled(world, 0);
      await plant(world.database, ada, 1_000);
      const database = await createOrm({ url: world.database.url, pool: { min: 0, max: 2 } });
      const serving = serve(database);
      await serving.closer.close(ada);
      await serving[Symbol.asyncDispose]();
      await database.close();
      expect(await rowsThatName(world.database, ada, ['users', 'closings'])).toEqual({ users: 1, closings: 1 });
      expect(serving.troubles).toEqual([]);
    });
  });
}

describe('a deleted account on postgresql', () => {
  it('is erased when the database is back', async () => {
    await using world = await setupStore('postgresql');
    const ada = await filled(world, 2);
    await closeAccount(transactionsOf(world.database), ada, Date.now());
    await using proxy = await setupTcpProxy(world.database.url);
    await using database = await createOrm({ url: proxy.url, pool: { min: 0, max: 2 } });
    await proxy.cut();
    await using serving = serve(database);
    serving.closer.resume();
    await expect.poll(() => serving.troubles.length, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(serving.troubles[0]).toBe('What deleted accounts owned could not be erased; it is tried again');
    await proxy.heal();
    await expect.poll(() => rowsThatName(world.database, ada), { timeout: 10_000 }).toEqual({});
  });
});

const at = () => new Date().toISOString();

/** Lets every deletion of an account's tasks fail, as a damaged row would. What is given ends that. */
async function forbidToDelete(database: Database, { userId }: Principal): Promise<() => Promise<void>> {
  const run = (text: string) => sql.raw(text).execute(database.kysely());
  const condition = `for each row when (old.user_id = '${userId}')`;
  if (database.dialect === 'postgresql') {
    await run(`create function refuse() returns trigger language plpgsql as 'begin raise exception ''damaged''; end'`);
    await run(`create trigger damaged before delete on tasks ${condition} execute function refuse()`);
  } else
    await run(`create trigger damaged before delete on tasks ${condition} begin select raise(abort, 'damaged'); end`);
  return async () => void (await run(`drop trigger damaged${database.dialect === 'postgresql' ? ' on tasks' : ''}`));
}

function serve(database: Database) {
  const troubles: string[] = [];
  const onTrouble = (line: string) => void troubles.push(line);
  const closer = createCloser({ database, clock: Date.now, onTrouble, times: { retryMs: 50, answerMs: 20_000 } });
  return { closer, troubles, [Symbol.asyncDispose]: () => closer[Symbol.asyncDispose]() };
}

/** An account with so many tasks, each changed, half of them in the trash and back, and one row of each proof. */
async function filled({ database, store, principal }: TestStore, size: number): Promise<Principal> {
  const owner = await principal();
  for (let left = size; left > 0; left -= 30) {
    const made = Array.from({ length: Math.min(left, 30) }, () => creation());
    await store.write(
      owner,
      made.flatMap((one) => [one, change(one.id, { complete: true }), move('delete', one.id)]),
    );
  }
  await proofsOf(database, owner);
  return owner;
}

/** Adds a password, a session and a key to an account. */
async function proofsOf(database: Database, { userId }: Principal): Promise<void> {
  const [created_at, updated_at, id] = [at(), at(), newId()];
  const times = { created_at, updated_at };
  const db = database.kysely();
  const credential = { id, account_id: userId, provider_id: 'credential', user_id: userId, password: 'hash', ...times };
  await db.insertInto('credentials').values(credential).execute();
  await db
    .insertInto('sessions')
    .values({ id, token: id, user_id: userId, expires_at: at(), ...times })
    .execute();
  await db
    .insertInto('api_keys')
    .values({ id, key: id, user_id: userId, ...times })
    .execute();
}

/** Puts rows in as no store would: quickly. */
async function plant(database: Database, { userId }: Principal, size: number): Promise<void> {
  const store = createTaskStore(database);
  const owner: Principal = { userId, kind: 'session', keyId: null, scopes: [] };
  for (let made = 0; made < size; made += 100)
    await store.write(
      owner,
      Array.from({ length: 100 }, () => creation()),
    );
}

async function emailOf(database: Database, { userId }: Principal): Promise<string> {
  const query = database.kysely().selectFrom('users').select('email').where('id', '=', userId);
  return String((await query.executeTakeFirstOrThrow()).email);
}

const tableNames = entities.map(({ meta }) => meta.tableName);

/** How many rows of each table name an account anywhere, in whatever column. */
function rowsThatName(database: Database, { userId }: Principal, tables = tableNames): Promise<Record<string, number>> {
  return find(database, userId, tables);
}

async function find(database: Database, text: string, tables = tableNames): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const table of tables) {
    const rows = await database.kysely().selectFrom(table).selectAll().execute();
    const naming = rows.filter((row) => JSON.stringify(row).includes(text)).length;
    if (naming > 0) found[table] = naming;
  }
  return found;
}
