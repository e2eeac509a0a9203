import { fieldsOf } from '@typedo/contract';
import { createOrm, createTaskStore, type Principal } from '@typedo/db';
import { dialects, setupPlace } from '@typedo/db/testing';
import { describe, expect, it } from 'vitest';
import { createSeeds } from '../src/data/cast.ts';
import { fill } from '../src/data/fill.ts';

for (const dialect of dialects) {
  describe(dialect, () => {
    it("fills Typedo's tables as Typedo would have", async () => {
      await using place = await setupPlace(dialect, { migrated: false });
      const now = Date.now();
      const { cast, seeds } = createSeeds({ large: 300, others: 20 }, now);
      await fill({ dialect, tables: 'typedo', url: place.url }, seeds);
      await using database = await createOrm({ url: place.url });
      const store = createTaskStore(database, { quota: 1000, clock: Date.now, onWrite: () => {} });
      const { person, tasks } = seeds[1]!;
      const by: Principal = { userId: person.userId, kind: 'key', keyId: 'k', scopes: ['tasks:read', 'tasks:write'] };

      const complete = tasks.filter((task) => task.complete).length;
      expect(person).toBe(cast.large);
      expect(await store.count(by)).toEqual({ open: 300 - complete, complete, deleted: 0 });
      const { id, title, description } = tasks[0]!;
      const again = { type: 'create', mutationId: id, id, ...fieldsOf(tasks[0]!) } as const;
      const { settled } = await store.write(by, [again]);
      expect(settled).toMatchObject([{ duplicate: true, outcome: { tasks: [{ id, title, description }] } }]);
      const history = await store.history(by, { id, limit: 10 });
      expect(history.changes).toMatchObject([{ kind: 'create', before: {}, after: { title } }]);
    });
  });
}
