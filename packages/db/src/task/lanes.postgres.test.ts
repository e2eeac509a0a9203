import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { setupStore } from '../testing/index.ts';
import { createLanes } from './lanes.postgres.ts';
import { applied, change, creation, write } from '../testing/tasks.ts';

const fifty = Array.from({ length: 50 }, (_, index) => index);

it('writes of one user that come while one is under way go together', async () => {
  await using world = await setupPostgres();
  const ada = await world.principal();
  await applied(world.store, ada, creation());
  await Promise.all(fifty.map(() => write(world.store, ada, creation())));
  const { rows } = await world.database.pool.query('select distinct xmin from changes');
  expect(rows).toHaveLength(2); // the first of all, and the fifty
});

it("no write waits for another user's, and those that wait for a lock hold one connection", async () => {
  await using world = await setupPostgres();
  const [ada, eve] = [await world.principal(), await world.principal()];
  const { pool } = world.database;
  await applied(world.store, ada, creation());
  const other = await pool.connect();
  try {
    await other.query('begin');
    await other.query('select from heads where user_id = $1 for update', [ada.userId]);
    let done = 0;
    const writing = fifty.map((n) => write(world.store, ada, creation({ title: `${n}` })).then(() => done++));
    for (const n of fifty) await applied(world.store, eve, creation({ title: `${n}` }));
    expect(done).toBe(0);
    expect(pool.totalCount).toBeLessThan(5);
    await other.query('rollback');
    await Promise.all(writing);
  } finally {
    other.release();
  }
  expect(await world.store.count(ada)).toEqual({ open: 51, complete: 0, deleted: 0 });
});

it('those that wait behind one that ran out of time hear so with it, and can try again', async () => {
  await using world = await setupPostgres();
  const ada = await world.principal();
  const task = await applied(world.store, ada, creation());
  const other = await world.database.pool.connect();
  const sent = fifty.slice(0, 10).map((n) => change(task.id, { title: `${n}` }));
  try {
    await other.query("begin; set local idle_in_transaction_session_timeout = '60 s'");
    await other.query('select from heads where user_id = $1 for update', [ada.userId]);
    const began = Date.now();
    const results = await Promise.allSettled(sent.map((mutation) => write(world.store, ada, mutation)));
    expect(Date.now() - began).toBeLessThan(9_000);
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: { refusal: { reason: 'UNAVAILABLE' } } });
  } finally {
    await other.query('rollback');
    other.release();
  }
  await Promise.all(sent.map((mutation) => applied(world.store, ada, mutation)));
  const { changes } = await world.store.history(ada, { id: task.id, limit: 100 });
  expect(changes.map(({ after }) => after.title)).toEqual([...fifty.slice(0, 10).map(String).toReversed(), task.title]);
}, 20_000);

it('a connection that breaks under writes that share it loses and doubles none', async () => {
  await using world = await setupPostgres();
  const ada = await world.principal();
  const task = await applied(world.store, ada, creation());
  const { pool } = world.database;
  const sent = fifty.map((n) => change(task.id, { title: `${n}` }));
  const writing = Promise.all(sent.map((mutation) => applied(world.store, ada, mutation)));
  for (const _ of fifty.slice(0, 2)) {
    await sleep(2); // in the middle of them
    await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
  }
  await writing;
  const { changes } = await world.store.history(ada, { id: task.id, limit: 100 });
  expect(changes.map(({ after }) => after.title)).toEqual([...fifty.map(String).toReversed(), task.title]);
});

it('a call that waits too long is refused and never run, and those behind it go on', async () => {
  const ran: string[][] = [];
  const gate = Promise.withResolvers<void>();
  const join = createLanes<string, string>({
    waitMs: 30,
    late: () => new Error('late'),
    endsAll: () => false,
    async alone(group) {
      ran.push([...group]);
      if (group[0] === 'first') await gate.promise;
      return group.map((value) => ({ status: 'fulfilled', value }));
    },
    together: async (groups) => groups.map(() => undefined),
  });
  const first = join('ada', 1, 'first');
  await expect.poll(() => ran).toHaveLength(1);
  await expect(join('ada', 1, 'second')).rejects.toThrow('late');
  const third = join('ada', 1, 'third');
  gate.resolve();
  expect([await first, await third]).toEqual(['first', 'third']);
  expect(ran).toEqual([['first'], ['third']]);
});

async function setupPostgres() {
  const world = await setupStore('postgresql');
  const { database } = world;
  if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
  return { ...world, database };
}
