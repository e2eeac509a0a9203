import { setupDatabase } from '@typedo/db/testing';
import { expect, it } from 'vitest';
import { createReadiness } from './readiness.ts';

it('asks the database once, however many ask for it at once', async () => {
  let asked = 0;
  const ready = async () => void asked++;
  const problem = createReadiness({ ready }, () => false);
  expect(new Set(await Promise.all(Array.from({ length: 1_000 }, problem)))).toEqual(new Set([null]));
  expect(asked).toBe(1);
  await expect.poll(async () => [await problem(), asked]).toEqual([null, 2]); // and again a little later
});

it('says what is wrong in a sentence without a word of the inside, and asks nobody while the server stops', async () => {
  await using database = await setupDatabase('sqlite');
  let stopping = false;
  const problem = createReadiness(database, () => stopping);
  expect(await problem()).toBeNull();
  await database.kysely().schema.dropTable('tasks').execute();
  const migrations = await database
    .kysely()
    .selectFrom('sqlite_master')
    .select('name')
    .where('name', 'like', '%migr%')
    .execute();
  for (const { name } of migrations) await database.kysely().deleteFrom(name).execute();
  await expect.poll(problem).toBe('The database has not been migrated.');
  await database.close();
  await expect.poll(problem).toBe('The database does not answer.');
  stopping = true;
  expect(await problem()).toBe('The server is stopping.');
});

it('waits for no answer longer than a check may take', async () => {
  const limits: number[] = [];
  const ready = (ms: number) => {
    limits.push(ms);
    return Promise.reject(new Error('No answer'));
  };
  expect(await createReadiness({ ready }, () => false)()).toBe('The database does not answer.');
  expect(limits.every((ms) => ms < 1_000)).toBe(true);
});
