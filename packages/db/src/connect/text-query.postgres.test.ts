import { Pool, type PoolConfig } from 'pg';
import { expect, it } from 'vitest';
import { setupDatabase } from '../testing/index.ts';
import { readTexts } from './text-query.postgres.ts';

it('rows come as the server writes them, and parameters go as what they are', async () => {
  await using world = await setupConnection();
  const text = 'select $1::text, $2::int + 1, not $3::boolean, $4::text';
  const read = () => readTexts(world.client, { name: 'all', text }, ['ü "', 41, true, null]);
  expect([await read(), await read()]).toEqual([[['ü "', '42', 'f', null]], [['ü "', '42', 'f', null]]]);
  await expect(readTexts(world.client, { name: 'date', text: 'select $1::text' }, [new Date()])).rejects.toThrow(
    'Invalid parameter',
  );
});

it('a statement that could not be prepared leaves its name free', async () => {
  await using world = await setupConnection();
  await expect(readTexts(world.client, { name: 'same', text: 'select from from' }, [])).rejects.toMatchObject({
    code: '42601',
  });
  expect(await readTexts(world.client, { name: 'same', text: 'select 1' }, [])).toEqual([['1']]);
});

it('an error behind the first rows gives none of them, and the connection goes on', async () => {
  await using world = await setupConnection();
  const text = 'select 1 / (3 - n) from generate_series(1, 5) as n';
  await expect(readTexts(world.client, { name: 'division', text }, [])).rejects.toMatchObject({ code: '22012' });
  expect(await readTexts(world.client, { name: 'one', text: 'select 1' }, [])).toEqual([['1']]);
});

it('who has waited for the longest time is told so', async () => {
  await using world = await setupConnection({ query_timeout: 50 });
  const sleeping = readTexts(world.client, { name: 'sleep', text: 'select pg_sleep(0.3)' }, []);
  await expect(sleeping).rejects.toThrow('timeout');
});

async function setupConnection(config: PoolConfig = {}) {
  const database = await setupDatabase('postgresql');
  const pool = new Pool({ connectionString: database.url, ...config });
  const client = await pool.connect();
  client.on('error', () => {}); // it is ended with a query under way
  return {
    client,
    async [Symbol.asyncDispose]() {
      client.release(true);
      await pool.end();
      await database[Symbol.asyncDispose]();
    },
  };
}
