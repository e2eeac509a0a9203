import { describe, expect, it } from 'vitest';
import { createTaskStore } from '../task/create-task-store.ts';
import { fill, filledId } from './filling.ts';
import { setupDatabase } from './setup-database.ts';
import { dialects } from './setup-place.ts';

for (const dialect of dialects) {
  describe(`a filled database on ${dialect}`, () => {
    it('is what the writes would have left: heads, tasks and history agree, and it can be written on', async () => {
      await using database = await setupDatabase(dialect);
      const now = Date.now();
      const accounts = [
        { userId: 'ada', tasks: 43 },
        { userId: 'bob', tasks: 100 },
      ];
      await fill(database, accounts, now);
      const store = createTaskStore(database);
      for (const [at, { userId, tasks }] of accounts.entries()) {
        const who = { userId, kind: 'session', keyId: null, scopes: ['tasks:read', 'tasks:write'] } as const;
        const open = await store.list(who, { order: 'newest', deleted: false, complete: false, limit: 100 });
        const complete = await store.list(who, { order: 'newest', deleted: false, complete: true, limit: 100 });
        const deleted = await store.list(who, { order: 'newest', deleted: true, limit: 100 });
        const counted = [open, complete, deleted].map(({ tasks }) => tasks.length);
        expect(Object.values(await store.count(who))).toEqual(counted);
        expect(counted.reduce((sum, count) => sum + count)).toBe(tasks);

        const id = filledId({ number: at + 1, tasks }, 15, now);
        const { changes } = await store.history(who, { id, limit: 10 });
        expect(changes.map(({ kind }) => kind)).toEqual(['update', 'create']);
        const pulled = await store.pull(who, { cursor: null, limit: 1000 });
        expect([pulled.tasks.length + pulled.deletedIds.length, pulled.hasMore]).toEqual([tasks, false]);
        expect(pulled.cursor).toContain(`.${tasks + Math.floor(tasks / 5) + Math.floor(tasks / 20)}`);
        const patch = { title: 'Changed' };
        const mutationId = filledId({ number: at + 1, tasks }, tasks + 1, now);
        const { settled } = await store.write(who, [{ type: 'update', mutationId, id, patch }]);
        expect(settled[0]?.outcome.tasks?.[0]?.title).toBe('Changed');
      }
    });
  });
}
