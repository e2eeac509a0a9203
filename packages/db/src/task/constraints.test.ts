import { limits, newId, task as taskSchema } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../database.ts';
import type { Principal } from '../principal.ts';
import { dialects, setupStore, type TestDatabase } from '../testing/index.ts';
import { applied, change, creation } from '../testing/tasks.ts';
import { Task } from './task.entity.ts';

// Every wrong row is written past the schema and the store, so that only the database can refuse it.
for (const dialect of dialects) {
  describe(dialect, () => {
    it('counts the code points of title and description as the schema does, in its own constraints', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      for (const letter of ['x', 'é', '漢', '\u{1F600}']) {
        for (const [field, { min = 0, max }] of [
          ['title', limits.title],
          ['description', { max: limits.description.max }],
        ] as const) {
          for (const length of new Set([min - 1, min, min + 1, max - 1, max, max + 1])) {
            if (length < 0) continue;
            const row = rowOf(dialect, ada, { [field]: letter.repeat(length) });
            const valid = length >= min && length <= max;
            expect(taskSchema.shape[field].safeParse(letter.repeat(length)).success).toBe(valid);
            expect(await insert(world.database, row)).toMatch(valid ? /^stored$/ : new RegExp(`tasks_${field}_length`));
          }
        }
      }
    });

    it('refuses a row without an owner, and one whose owner is no account', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const of = (userId: string) => insert(world.database, rowOf(dialect, { ...ada, userId }));
      expect(await of(ada.userId)).toBe('stored');
      expect(await of(newId())).toMatch(/foreign key/i);
      expect(await of('')).toMatch(/tasks_user_id_length/);
      expect(await of('u'.repeat(256))).toMatch(/tasks_user_id_length|too long/);
      expect(await insert(world.database, rowOf(dialect, ada, { user_id: null }))).toMatch(/not.null/i);
      for (const length of [1, 254, 255]) {
        const userId = 'u'.repeat(length);
        const at = new Date().toISOString();
        await world.database
          .kysely()
          .insertInto('users')
          .values({ id: userId, name: 'n', email: `${length}@x`, created_at: at, updated_at: at })
          .execute();
        expect(await of(userId)).toBe('stored');
      }
    });

    it('refuses times that are missing, that are no times, or that run backwards', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const time = (ms: number) => (dialect === 'sqlite' ? ms : new Date(ms).toISOString());
      const store = (row: object) => insert(world.database, rowOf(dialect, ada, row));
      expect(await store({ created_at: time(5), updated_at: time(4) })).toMatch(/tasks_updated_after_created/);
      expect(await store({ created_at: time(5), updated_at: time(5) })).toBe('stored');
      expect(await store({ created_at: time(5), updated_at: time(6) })).toBe('stored');
      for (const column of ['created_at', 'updated_at']) {
        expect(await store({ [column]: null })).toMatch(/not.null/i);
        expect(await store({ [column]: 'yesterday, more or less' })).toMatch(
          /tasks_\w+_(type|after_created)|invalid input syntax/,
        );
      }
    });

    it('refuses what is no boolean as complete', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const store = (complete: unknown) => insert(world.database, rowOf(dialect, ada, { complete }));
      for (const wrong of [2, -1, 'maybe', 0.5])
        expect(await store(wrong)).toMatch(/tasks_complete_type|invalid input syntax|out of range/);
      expect(await store(null)).toMatch(/not.null/i);
      expect(await store(dialect === 'sqlite' ? 1 : true)).toBe('stored');
    });

    it('reads a task as MikroORM reads its entity', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const { id } = await applied(world.store, ada, creation({ title: 'entity \u{1F600}', description: 'd' }));
      world.clock.now += 120; // a time whose last digit is a zero
      const task = await applied(world.store, ada, change(id, { complete: true }));
      const entity = await world.database.orm.em.fork().findOneOrFail(Task, { userId: ada.userId, id });
      const { createdAt, updatedAt, seq, deletedAt, ...fields } = entity;
      expect({ ...fields, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }).toEqual(task);
      expect([seq, deletedAt]).toEqual([2, null]);
      expect((await world.store.list(ada, { deleted: false, order: 'newest', limit: 1 })).tasks).toEqual([task]);
    });
  });
}

let seq = 0;

function rowOf(dialect: Dialect, { userId }: Principal, row: object = {}) {
  const now = dialect === 'sqlite' ? Date.now() : new Date().toISOString();
  return {
    user_id: userId,
    id: newId(),
    title: 't',
    description: null,
    complete: dialect === 'sqlite' ? 0 : false,
    created_at: now,
    updated_at: now,
    seq: ++seq,
    ...row,
  };
}

async function insert(database: TestDatabase, row: object): Promise<string> {
  try {
    await database.kysely().insertInto('tasks').values(row).execute();
    return 'stored';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
