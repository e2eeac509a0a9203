import { fieldNames, task as taskSchema } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { dialects, setupStore } from '../testing/index.ts';
import { applied, creation, move } from '../testing/tasks.ts';
import { Task } from './task.entity.ts';

for (const dialect of dialects) {
  describe(dialect, () => {
    it("every way of reading gives what MikroORM reads of the same row, and the wire's keys alone", async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const times = [-62_135_596_800_000, 951_827_696_789, 1_767_323_045_600, 1_767_323_045_000, 253_402_300_799_999];
      for (const [index, at] of times.entries()) {
        const { id } = await applied(
          world.store,
          ada,
          creation({
            title: `\u{1F600} ${index}`,
            description: [null, '', 'text'][index % 3] ?? null,
            complete: index % 2 === 1,
          }),
        );
        const moment = (ms: number) => (dialect === 'sqlite' ? ms : new Date(ms).toISOString());
        await world.database
          .kysely()
          .updateTable('tasks')
          // There is a last one.
          .set({ created_at: moment(at), updated_at: moment(Math.min(at + 7, times.at(-1)!)) })
          .where('id', '=', id)
          .execute();
      }
      const input = { order: 'title', deleted: false, limit: 100 } as const;
      const { tasks } = await world.store.list(ada, input);
      const pulled = await world.store.pull(ada, { cursor: null, limit: 100 });
      const exported = await world.store.export(ada, { limit: 100 });
      const em = world.database.orm.em.fork();
      const expected = [];
      for (const { id } of tasks) {
        const row = await em.findOneOrFail(Task, { userId: ada.userId, id });
        const names = ['id', ...fieldNames, 'createdAt', 'updatedAt'] as const;
        const read: Record<string, unknown> = { ...row };
        const values = names.map((name) => [name, valueOf(read[name])]);
        expected.push({ userId: ada.userId, ...taskSchema.omit({ userId: true }).parse(Object.fromEntries(values)) });
      }
      expect(expected).toHaveLength(times.length);
      expect(tasks).toStrictEqual(expected);
      expect(pulled.tasks).toStrictEqual(expected);
      const byId = expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)); // ids of one millisecond are in no order
      expect(exported.tasks).toStrictEqual(byId.map((task) => ({ ...task, deletedAt: null })));
      for (const task of expected) {
        expect(taskSchema.parse(task)).toEqual(task);
        expect(await world.store.byId(ada, task)).toStrictEqual(task);
      }
      await applied(world.store, ada, move('delete', expected[0]!.id));
      expect((await world.store.list(ada, { ...input, deleted: true })).tasks).toMatchObject([
        { title: expected[0]!.title },
      ]);
    });
  });
}

/** A time as it is on the wire. */
function valueOf(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
