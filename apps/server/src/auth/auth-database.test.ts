import { dialects, setupDatabase } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { authDatabase } from './auth-database.ts';

const now = new Date('2026-01-02T03:04:05.678Z');
const ada = {
  id: 'ada',
  name: 'Ada',
  email: 'ada@example.com',
  created_at: now.toISOString(),
  updated_at: now.toISOString(),
};

for (const dialect of dialects) {
  describe(`authDatabase on ${dialect}`, () => {
    test('a transaction that has only read holds up nobody', async () => {
      await using database = await setupDatabase(dialect, { pool: { min: 0, max: 1 } });
      await authDatabase(database)
        .transaction()
        .execute(async (transaction) => {
          await transaction.selectFrom('users').selectAll().execute();
          // The library hashes a password here. On a held connection this would wait for ever.
          await database.kysely().insertInto('users').values(ada).execute();
        });
      expect(await database.kysely().selectFrom('users').select('id').execute()).toEqual([{ id: 'ada' }]);
    });

    test('a transaction that has written is undone as a whole', async () => {
      await using database = await setupDatabase(dialect);
      const failed = authDatabase(database)
        .transaction()
        .execute(async (transaction) => {
          await transaction.insertInto('users').values(ada).execute();
          expect(await transaction.selectFrom('users').selectAll().execute()).toHaveLength(1);
          throw new Error('not after all');
        });
      await expect(failed).rejects.toThrow('not after all');
      expect(await database.kysely().selectFrom('users').selectAll().execute()).toEqual([]);
    });

    test('a transaction that succeeds stays, and the next one can begin', async () => {
      await using database = await setupDatabase(dialect, { pool: { min: 0, max: 1 } });
      const kysely = authDatabase(database);
      for (const id of ['a', 'b']) {
        await kysely.transaction().execute(async (transaction) => {
          await transaction
            .insertInto('users')
            .values({ ...ada, id, email: `${id}@example.com` })
            .execute();
          await transaction.updateTable('users').set({ name: id }).where('id', '=', id).execute();
        });
      }
      expect(await kysely.selectFrom('users').select('name').orderBy('name').execute()).toEqual([
        { name: 'a' },
        { name: 'b' },
      ]);
    });

    test('a moment is read as the library wrote it, to the millisecond', async () => {
      await using database = await setupDatabase(dialect);
      const kysely = authDatabase(database);
      // The library hands over a date on PostgreSQL and text on SQLite, and expects the same back.
      const written = dialect === 'sqlite' ? now.toISOString() : now;
      await kysely
        .insertInto('users')
        .values({ ...ada, created_at: written })
        .execute();
      const user = await kysely.selectFrom('users').selectAll().executeTakeFirstOrThrow();
      expect(user.created_at).toEqual(written);
    });
  });
}
