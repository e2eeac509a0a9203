import { describe, expect, test } from 'vitest';
import { dialects, setupDatabase } from '../testing/index.ts';
import { User } from './user.entity.ts';

for (const dialect of dialects) {
  describe(`Moment on ${dialect}`, () => {
    test('is a date in entities, to the millisecond, and for the library ISO text or a timestamp', async () => {
      await using database = await setupDatabase(dialect);
      const at = new Date('2026-01-02T03:04:05.678Z');
      const em = database.orm.em.fork();
      em.create(User, { id: 'ada', name: 'Ada', email: 'ada@example.com', createdAt: at, updatedAt: at });
      await em.flush();
      expect(await database.orm.em.fork().findOneOrFail(User, { createdAt: at })).toMatchObject({
        createdAt: at,
        updatedAt: at,
      });
      const row = await database.kysely().selectFrom('users').selectAll().executeTakeFirstOrThrow();
      expect(new Date(String(row.created_at))).toEqual(at);
      expect(String(row.created_at)).toMatch(dialect === 'sqlite' ? at.toISOString() : /^2026-01-0\d /);
    });
  });
}
