import { dialects, setupDatabase } from '@typedo/db/testing';
import { getMigrations } from 'better-auth/db/migration';
import { describe, expect, test } from 'vitest';
import { authOptions } from './auth.ts';

for (const dialect of dialects) {
  describe(`the tables of the accounts' library on ${dialect}`, () => {
    test('are all there: its own migration finder has nothing to add and nothing to say', async () => {
      await using database = await setupDatabase(dialect);
      const said: string[] = [];
      const options = authOptions({
        database,
        environment: { publicUrl: new URL('http://localhost') },
        secret: 'x'.repeat(32),
        log: { error: () => {} },
      });
      const found = await getMigrations({
        ...options,
        logger: { level: 'warn', log: (_level, message) => said.push(message) },
      });
      expect(found).toMatchObject({
        toBeCreated: [],
        toBeAdded: [],
        toBeAddedIndexes: [],
        unsafeChanges: [],
        schemaProblems: [],
      });
      expect(said).toEqual([]);
    });
  });
}
