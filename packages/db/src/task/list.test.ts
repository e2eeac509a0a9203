import { newId, taskOrder, type ListTasks, type Task } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../principal.ts';
import { dialects, setupStore } from '../testing/index.ts';
import { applied, change, creation, move } from '../testing/tasks.ts';
import type { TaskStore } from './task-store.ts';

const titles = ['b', 'B', 'a', 'Ä', 'ä', 'Z', 'é', '\u{1F600}', '～', 'a b', 'a', 'ﬀ', 'İ', 'zebra', '10', '9'];

for (const dialect of dialects) {
  describe(dialect, () => {
    it('shows each task on exactly one page, in every order, though tasks are written meanwhile', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      for (const [index, title] of titles.entries()) {
        if (index % 3 === 0) world.clock.now += 1; // some are of the same millisecond
        await applied(world.store, ada, creation({ title }));
      }
      for (const order of taskOrder.options) {
        const whole = await pages(world.store, ada, { order, limit: 100 });
        expect(whole.map(({ title }) => title).toSorted()).toEqual(titles.toSorted());
        const noise = async () => {
          const { id } = await applied(world.store, ada, creation({ title: 'm' }));
          await applied(world.store, ada, move('delete', id));
        };
        expect(await pages(world.store, ada, { order, limit: 3 }, noise)).toEqual(whole);
      }
    });

    it('orders by time and by title', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const ids: string[] = [];
      for (const title of ['beta', 'Alpha', 'gamma', 'ALPHA 2', 'Ärger', 'zebra']) {
        world.clock.now += 1;
        ids.push((await applied(world.store, ada, creation({ title }))).id);
      }
      world.clock.now += 1;
      await applied(world.store, ada, change(ids[1] ?? '', { complete: true }));
      const order = async (name: ListTasks['order']) =>
        (await pages(world.store, ada, { order: name })).map(({ title }) => title);
      expect(await order('newest')).toEqual(['zebra', 'Ärger', 'ALPHA 2', 'gamma', 'Alpha', 'beta']);
      expect(await order('oldest')).toEqual(['beta', 'Alpha', 'gamma', 'ALPHA 2', 'Ärger', 'zebra']);
      expect(await order('recentlyUpdated')).toEqual(['Alpha', 'zebra', 'Ärger', 'ALPHA 2', 'gamma', 'beta']);
      expect(await order('title')).toEqual(['Alpha', 'ALPHA 2', 'beta', 'gamma', 'zebra', 'Ärger']);
    });

    it('finds a literal part of a title or a description in any case', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const texts: [string, string | null][] = [
        ['100% done_now', null],
        ['1000 done now', null],
        ['ΟΔΟΣ', 'Straße'],
        ['οδος', null],
        ['x', 'ÉCOLE 😀 tail'],
        ["it's \\ here", ''],
      ];
      for (const [title, description] of texts) await applied(world.store, ada, creation({ title, description }));
      const found = async (search: string) =>
        (await pages(world.store, ada, { search, order: 'title' })).map(({ title }) => title);
      expect(await found('0% d')).toEqual(['100% done_now']);
      expect(await found('DONE_')).toEqual(['100% done_now']);
      expect(await found('done')).toEqual(['100% done_now', '1000 done now']);
      expect(await found('οδοσ')).toEqual(['ΟΔΟΣ', 'οδος']);
      expect(await found('STRAß')).toEqual(['ΟΔΟΣ']);
      expect(await found('école 😀')).toEqual(['x']);
      expect(await found("'s \\")).toEqual(["it's \\ here"]);
      expect(await found('%')).toEqual(['100% done_now']);
      expect(await found('nowhere')).toEqual([]);
    });

    it('filters by state and keeps the trash apart', async () => {
      await using world = await setupStore(dialect);
      const [ada, eve] = [await world.principal(), await world.principal()];
      const open = await applied(world.store, ada, creation({ title: 'open' }));
      const done = await applied(world.store, ada, creation({ title: 'done', complete: true }));
      const gone = await applied(
        world.store,
        ada,
        move('delete', (await applied(world.store, ada, creation({ title: 'gone' }))).id),
      );
      await applied(world.store, eve, creation({ title: 'hers' }));
      expect(await pages(world.store, ada, { order: 'title' })).toEqual([done, open]);
      expect(await pages(world.store, ada, { complete: true })).toEqual([done]);
      expect(await pages(world.store, ada, { complete: false })).toEqual([open]);
      expect(await pages(world.store, ada, { deleted: true })).toEqual([gone]);
      expect(await pages(world.store, ada, { deleted: true, complete: true })).toEqual([]);
    });

    it('refuses a cursor that it did not make for this list', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const task = await applied(world.store, ada, creation());
      await applied(world.store, ada, creation());
      const page = await world.store.list(ada, { ...defaults, limit: 1 });
      const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const hostile = [
        'x',
        'e30',
        encoded(null),
        encoded([]),
        encoded(['newest', 1, task.id]),
        encoded(['newest', task.createdAt, 'id']),
        encoded(['newest', "'; drop table tasks; --", newId()]),
        encoded(['title', '\0', newId()]),
        page.nextCursor ?? '',
      ];
      for (const cursor of hostile) {
        for (const order of ['title', 'recentlyUpdated'] as const) {
          await expect(world.store.list(ada, { ...defaults, order, cursor })).rejects.toMatchObject({
            refusal: { reason: 'INVALID_INPUT' },
          });
        }
        await expect(world.store.history(ada, { id: task.id, limit: 1, cursor })).rejects.toMatchObject({
          refusal: { reason: 'INVALID_INPUT' },
        });
      }
    });
  });
}

const defaults: ListTasks = { deleted: false, order: 'newest', limit: 50 };

/** All pages of a list, one after the other; `between` runs before each next one. */
async function pages(
  store: TaskStore,
  principal: Principal,
  input: Partial<ListTasks>,
  between = async () => {},
): Promise<Task[]> {
  const all: Task[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await store.list(principal, { ...defaults, ...input, ...(cursor && { cursor }) });
    all.push(...page.tasks);
    cursor = page.nextCursor;
    await between();
  }
  return all;
}
