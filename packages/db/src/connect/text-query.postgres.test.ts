import { Pool, type PoolClient } from 'pg';
import { expect, it } from 'vitest';
import { setupDatabase } from '../testing/index.ts';
import { createTexts, type NamedStatement, type Step } from './text-query.postgres.ts';

it('rows come as the server writes them, and parameters go as what they are', async () => {
  await using world = await setupConnection();
  const text = 'select $1::text, $2::int + 1, not $3::boolean, $4::text';
  const read = () => world.read({ name: 'all', text }, ['ü "', 41, true, null]);
  expect([await read(), await read()]).toEqual([[['ü "', '42', 'f', null]], [['ü "', '42', 'f', null]]]);
  await expect(world.read({ name: 'date', text: 'select $1::text' }, [new Date()])).rejects.toThrow(
    'Invalid parameter',
  );
});

it('a statement that could not be prepared leaves its name free', async () => {
  await using world = await setupConnection();
  await expect(world.read({ name: 'same', text: 'select from from' }, [])).rejects.toMatchObject({
    code: '42601',
  });
  expect(await world.read({ name: 'same', text: 'select 1' }, [])).toEqual([['1']]);
});

it('an error behind the first rows gives none of them, and the connection goes on', async () => {
  await using world = await setupConnection();
  const text = 'select 1 / (3 - n) from generate_series(1, 5) as n';
  await expect(world.read({ name: 'division', text }, [])).rejects.toMatchObject({ code: '22012' });
  expect(await world.read({ name: 'one', text: 'select 1' }, [])).toEqual([['1']]);
});

it('who has waited for the longest time is told so', async () => {
  await using world = await setupConnection(50);
  const sleeping = world.read({ name: 'sleep', text: 'select pg_sleep(0.3)' }, []);
  await expect(sleeping).rejects.toThrow('timeout');
});

it('statements that are sent in one go answer each with its rows, and end at the first that fails', async () => {
  await using world = await setupConnection();
  const step = (name: string, text: string, values: unknown[] = []) => ({ statement: { name, text }, values });
  const steps = [
    step('begin', 'begin'),
    step('some', 'select generate_series(1, $1::int)', [3]),
    step('end', 'commit'),
  ];
  const before = await world.readEach(steps); // which prepares them
  expect([before, await world.readEach(steps)]).toEqual([
    [[], [['1'], ['2'], ['3']], []],
    [[], [['1'], ['2'], ['3']], []],
  ]);
  await world.read({ name: 'division', text: 'select 1 / $1::int' }, [1]);
  const failing = [steps[0]!, step('division', 'select 1 / $1::int', [0]), steps[2]!]; // there are three
  await expect(world.readEach(failing)).rejects.toMatchObject({ code: '22012' });
  await world.client.query('rollback');
  expect(await world.read({ name: 'one', text: 'select 1' }, [])).toEqual([['1']]);
});

function readers(client: PoolClient, limitMs: number) {
  const texts = createTexts(limitMs);
  return {
    read: (statement: NamedStatement, values: unknown[]) => texts.read(client, { statement, values }),
    readEach: (steps: Step[]) => texts.readEach(client, steps),
  };
}

async function setupConnection(limitMs = 5_000) {
  const database = await setupDatabase('postgresql');
  const pool = new Pool({ connectionString: database.url });
  pool.on('error', () => {}); // it does not wait for the end of a connection, which then breaks as the database is dropped
  const client = await pool.connect();
  client.on('error', () => {}); // it is ended with a query under way
  return {
    client,
    ...readers(client, limitMs),
    async [Symbol.asyncDispose]() {
      client.release(true);
      await pool.end();
      await database[Symbol.asyncDispose]();
    },
  };
}
