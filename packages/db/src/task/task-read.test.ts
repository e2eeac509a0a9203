import { describe, expect, it } from 'vitest';
import { dialects, setupStore } from '../testing/index.ts';
import { applied, creation } from '../testing/tasks.ts';

for (const dialect of dialects) {
  describe(`tasks read at once on ${dialect}`, () => {
    it('each is its own, also one that is asked for twice, and only what is not there is refused', async () => {
      await using world = await setupStore(dialect);
      const [ada, eve] = [await world.principal(), await world.principal()];
      const first = await applied(world.store, ada, creation({ title: 'first' }));
      const second = await applied(world.store, ada, creation({ title: 'second' }));
      const hers = await applied(world.store, eve, creation({ title: 'hers' }));
      const asked = [
        [ada, second],
        [ada, first],
        [eve, hers],
        [ada, hers],
        [eve, first],
        [ada, second],
      ] as const;
      const found = await Promise.allSettled(asked.map(([who, { id }]) => world.store.byId(who, { id })));
      const refused = ({ id }: { id: string }) => ({ refusal: { reason: 'TASK_NOT_FOUND', details: { id } } });
      expect(found).toMatchObject([
        { value: second },
        { value: first },
        { value: hers },
        { reason: refused(hers) },
        { reason: refused(first) },
        { value: second },
      ]);
    });

    it('who asks later sees what was written meanwhile', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const first = await applied(world.store, ada, creation({ title: 'first' }));
      const reading = world.store.byId(ada, first);
      const second = await applied(world.store, ada, creation({ title: 'second' }));
      expect(await Promise.all([reading, world.store.byId(ada, second)])).toEqual([first, second]);
    });
  });
}
