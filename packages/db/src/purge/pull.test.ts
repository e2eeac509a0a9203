import { parseCursor, type Pulled } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { dialects, setupStore, type TestStore } from '../testing/index.ts';
import { applied, creation, move } from '../testing/tasks.ts';
import { oldRowsOf, type Owner } from './old-rows.ts';
import { purgeUser } from './purge-user.ts';

const day = 24 * 60 * 60 * 1000;

for (const dialect of dialects) {
  describe(`a pull after a purge, on ${dialect},`, () => {
    it('resets a cursor from before what was purged, and no other', async () => {
      await using world = await setupStore(dialect);
      const { store } = world;
      const ada = await world.principal();
      const cursors = [await store.position(ada)];
      const pulled = async () => Promise.all(cursors.map((cursor) => store.pull(ada, { cursor, limit: 10 })));
      const kept = await applied(store, ada, creation({ title: 'kept' }));
      const gone = await applied(store, ada, creation({ title: 'gone' }));
      cursors.push(await store.position(ada));
      await applied(store, ada, move('delete', gone.id));
      cursors.push(await store.position(ada));
      const last = await applied(store, ada, creation({ title: 'last' }));
      cursors.push(await store.position(ada));
      await purge(world, ada);

      const resets = { reset: true, tasks: [], deletedIds: [], cursor: null, hasMore: true };
      const goesOn = (tasks: unknown[]) => expect.objectContaining({ reset: false, tasks, deletedIds: [] });
      expect(await pulled()).toEqual([resets, resets, goesOn([last]), goesOn([])]);
      const snapshot = await store.pull(ada, { cursor: null, limit: 10 });
      expect(snapshot).toEqual(goesOn([kept, last]));
      expect(await store.pull(ada, { cursor: snapshot.cursor, limit: 10 })).toEqual(goesOn([]));
      // A second purge, of nothing, takes nothing back.
      await purge(world, ada);
      expect(await pulled()).toEqual([resets, resets, goesOn([last]), goesOn([])]);
    });

    it('lets a half-read snapshot go on: what was in the trash when it began, its reader never had', async () => {
      await using world = await setupStore(dialect);
      const { store } = world;
      const ada = await world.principal();
      const titles = ['a', 'b', 'c', 'd', 'e', 'f'];
      const ids: string[] = [];
      for (const title of titles) ids.push((await applied(store, ada, creation({ title }))).id);
      await applied(store, ada, move('delete', ids[1] ?? ''));
      await applied(store, ada, move('delete', ids[3] ?? ''));
      world.clock.now += 20 * day;
      await applied(store, ada, move('delete', ids[4] ?? ''));

      const before: Pulled[] = [];
      const read = await snapshot(world, ada, async (pull) => {
        before.push(pull);
        if (before.length === 2) await purge(world, ada, 11 * day);
      });
      expect(read.resets).toBe(0);
      expect(read.titles).toEqual(['a', 'c', 'f']);
      expect(await store.count(ada)).toEqual({ open: 3, complete: 0, deleted: 1 });

      // What was purged before a snapshot began is no reason to begin it again, on any of its pages.
      const again = await snapshot(world, ada, async () => {
        await purge(world, ada, 0);
      });
      expect(again).toEqual({ titles: ['a', 'c', 'f'], resets: 0 });
    });

    it('begins a snapshot anew that has a task which was deleted and purged since', async () => {
      await using world = await setupStore(dialect);
      const { store } = world;
      const ada = await world.principal();
      const first = await applied(store, ada, creation({ title: 'a' }));
      await applied(store, ada, creation({ title: 'b' }));
      await applied(store, ada, creation({ title: 'c' }));
      let pages = 0;
      const read = await snapshot(world, ada, async () => {
        if (++pages > 1) return;
        await applied(store, ada, move('delete', first.id));
        await purge(world, ada);
      });
      expect(read).toEqual({ titles: ['b', 'c'], resets: 1 });
    });

    it('ends a snapshot that meets one more purge at every page', async () => {
      await using world = await setupStore(dialect);
      const { store, clock } = world;
      const ada = await world.principal();
      await applied(store, ada, creation({ title: 'a' }));
      await applied(store, ada, creation({ title: 'b' }));
      for (const title of ['c', 'd', 'e']) {
        await applied(store, ada, move('delete', (await applied(store, ada, creation({ title }))).id));
        clock.now += day;
      }
      clock.now += 26 * day;
      const read = await snapshot(world, ada, () => purge(world, ada, day));
      expect(read).toEqual({ titles: ['a', 'b'], resets: 0 });
      const { cursor } = await store.pull(ada, { cursor: null, limit: 10 });
      expect(parseCursor(cursor ?? '')).toMatchObject({ seq: 8 });
    });
  });
}

async function purge({ database, clock }: TestStore, owner: Owner, later = 31 * day): Promise<void> {
  clock.now += later;
  await purgeUser(oldRowsOf(database), owner, clock.now);
}

/** Reads all there is, one task a page; `between` hears each page. */
async function snapshot(
  { store }: TestStore,
  principal: Awaited<ReturnType<TestStore['principal']>>,
  between: (pull: Pulled) => Promise<void>,
): Promise<{ titles: string[]; resets: number }> {
  const tasks = new Map<string, string>();
  let resets = 0;
  for (let cursor: string | null = null, hasMore = true; hasMore;) {
    const pull: Pulled = await store.pull(principal, { cursor, limit: 1 });
    if (pull.reset) {
      tasks.clear();
      resets++;
    }
    for (const { id, title } of pull.tasks) tasks.set(id, title);
    for (const id of pull.deletedIds) tasks.delete(id);
    ({ cursor, hasMore } = pull);
    await between(pull);
  }
  return { titles: [...tasks.values()].toSorted(), resets };
}
