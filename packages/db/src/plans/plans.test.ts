import { describe, expect, it } from 'vitest';
import { closeAccount } from '../closing/close.ts';
import { closedAccounts, eraseAccount } from '../closing/erase.ts';
import { transactionsOf } from '../closing/transactions.ts';
import type { Dialect } from '../database.ts';
import type { Principal } from '../principal.ts';
import { deleteExpired } from '../purge/expired.ts';
import { oldRowsOf } from '../purge/old-rows.ts';
import { purgeUser } from '../purge/purge-user.ts';
import { createTaskStore } from '../task/create-task-store.ts';
import { fill } from '../testing/filling.ts';
import { dialects, setupDatabase } from '../testing/index.ts';
import { plansOf } from '../testing/plan-of.ts';
import { recordStatements } from '../testing/recorded.ts';
import { lists, reads, writes } from '../testing/store-calls.ts';

const yearMs = 365 * 24 * 60 * 60 * 1000;

const some = userOf('some-7');
const many = userOf('many');

function userOf(userId: string): Principal {
  return { userId, kind: 'session', keyId: null, scopes: ['tasks:read', 'tasks:write'] };
}

/** Many accounts, some of them with tasks and one with very many, of which the database has statistics where a server would have them. */
async function setup(dialect: Dialect) {
  const database = await setupDatabase(dialect);
  const accounts = [
    ...Array.from({ length: 2_000 }, (_, at) => ({ userId: `none-${at}`, tasks: 0 })),
    ...Array.from({ length: 100 }, (_, at) => ({ userId: `some-${at}`, tasks: 50 })),
    { userId: many.userId, tasks: 4_000 },
  ];
  await fill(database, accounts, Date.now());
  if (database.dialect === 'postgresql') await database.pool.query('analyze');
  const recorder = recordStatements(database);
  return {
    database,
    store: createTaskStore(database),
    /** The indexes that everything goes by which is sent meanwhile, and what of it is slow, with its plan; `but` leaves out some slowness. */
    async planned(work: () => unknown, but = /^$/) {
      const found = { slow: [] as string[], indexes: [] as string[] };
      const statements = await recorder.during(work);
      expect(statements).not.toEqual([]);
      for (const sent of statements) {
        for (const { slow, indexes, text } of await plansOf(database, sent)) {
          found.slow.push(...slow.filter((what) => !but.test(what)).map((what) => `${what}: ${sent.sql}\n${text}`));
          found.indexes.push(...indexes);
        }
      }
      return found;
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

for (const dialect of dialects) {
  describe(`among many accounts on ${dialect}`, () => {
    it('a page of an account with very many tasks comes from the index that has its order', async () => {
      await using world = await setup(dialect);
      for (const { name, index, sorts, run } of [...lists(world.store, many), ...reads(world.store, many)]) {
        const { slow, indexes } = await world.planned(run, sorts);
        expect([name, slow]).toEqual([name, []]);
        expect([name, ...indexes]).toContain(index);
      }
    });

    it('no call of an account with some tasks reads a table without an index', async () => {
      await using world = await setup(dialect);
      const { store } = world;
      const calls = [...lists(store, some), ...reads(store, some), ...writes(store, some), ...writes(store, many)];
      for (const { name, sorts, run } of calls) {
        const { slow } = await world.planned(run, sorts);
        expect([name, slow]).toEqual([name, []]);
      }
    });

    it('what goes by age or with its account is found by an index', async () => {
      await using world = await setup(dialect);
      const { database } = world;
      const transactions = transactionsOf(database);
      const later = Date.now() + 2 * yearMs;
      const work = {
        'a purge': () => purgeUser(oldRowsOf(database), many, later),
        'what has expired': () => deleteExpired(oldRowsOf(database), later),
        'a closing': () => closeAccount(transactions, some, later),
        'an erasure': () => eraseAccount(transactions, some),
      };
      for (const [name, run] of Object.entries(work))
        expect([name, (await world.planned(run)).slow]).toEqual([name, []]);
      expect(await closedAccounts(transactions)).toEqual([]);
    });

    it('an index that is gone is noticed', async () => {
      await using world = await setup(dialect);
      const { database, store } = world;
      await database.kysely().schema.dropIndex('tasks_by_creation').execute();
      const newest = () => store.list(many, { order: 'newest', limit: 50, deleted: false });
      expect((await world.planned(newest)).slow).not.toEqual([]);
    });
  });
}
