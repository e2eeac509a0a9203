import { newId } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { createOrm, type Database } from '../database.ts';
import type { Principal } from '../principal.ts';
import { createTaskStore } from '../task/create-task-store.ts';
import { dialects, setupStore, type TestStore } from '../testing/index.ts';
import { setupTcpProxy } from '../testing/tcp-proxy.ts';
import { applied, change, creation, write } from '../testing/tasks.ts';
import { createPurger } from './purger.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

for (const dialect of dialects) {
  describe(`the purger of a server on ${dialect}`, () => {
    it('purges what is old of whoever writes, and of nobody else', async () => {
      await using world = await setupStore(dialect);
      const [ada, eve] = [await world.principal(), await world.principal()];
      for (const owner of [ada, eve]) await toTrash(world, owner, 3);
      world.clock.now += 31 * day;
      await using serving = serve(world);
      await applied(serving.store, ada, creation());
      await expect.poll(() => world.store.count(ada)).toEqual({ open: 1, complete: 0, deleted: 0 });
      await serving[Symbol.asyncDispose]();
      expect(await world.store.count(eve)).toMatchObject({ deleted: 3 });
      expect(serving.troubles).toEqual([]);
    });

    it('looks after a user once an hour at most, and again at the first write after it', async () => {
      await using world = await setupStore(dialect);
      const { clock } = world;
      const [ada, eve] = [await world.principal(), await world.principal()];
      await toTrash(world, ada, 1);
      clock.now += hour / 2;
      await toTrash(world, ada, 1);
      await toTrash(world, eve, 1);
      clock.now += 30 * day - hour / 4;
      await using serving = serve(world);
      const { id } = await applied(serving.store, ada, creation());
      const deleted = async (owner: Principal) => (await world.store.count(owner)).deleted;
      await expect.poll(() => deleted(ada)).toBe(1);
      clock.now += hour - 1;
      await applied(serving.store, ada, change(id, { title: 'within the hour' }));
      await applied(serving.store, eve, creation());
      await expect.poll(() => deleted(eve)).toBe(0); // whose turn comes after Ada's
      expect(await deleted(ada)).toBe(1);
      clock.now += 1;
      await applied(serving.store, ada, change(id, { title: 'an hour later' }));
      await expect.poll(() => deleted(ada)).toBe(0);
      expect(serving.troubles).toEqual([]);
    });

    it('says in one line what failed, goes on with the next user, and tries again an hour later', async () => {
      await using world = await setupStore(dialect);
      const [ada, eve] = [await world.principal(), await world.principal()];
      for (const owner of [ada, eve]) await toTrash(world, owner, 1);
      world.clock.now += 31 * day;
      await using serving = serve(world);
      const rename = (from: string, to: string) =>
        world.database.orm.schema.execute(`alter table ${from} rename to ${to}`);
      await rename('changes', 'hidden');
      for (const { userId } of [ada, eve]) serving.purger.wrote(userId);
      await expect.poll(() => serving.troubles).toHaveLength(2);
      for (const line of serving.troubles)
        expect(line).toMatch(/^Old rows of an account could not be purged; the next try is in an hour: .*changes.*$/);
      await rename('hidden', 'changes');
      world.clock.now += hour;
      for (const { userId } of [ada, eve]) serving.purger.wrote(userId);
      for (const owner of [ada, eve]) await expect.poll(async () => (await world.store.count(owner)).deleted).toBe(0);
      expect(serving.troubles).toHaveLength(2);
    });

    it('stops when it is disposed of, in the middle of a large trash, and lets the database close', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      for (const _ of [1, 2, 3, 4, 5]) await toTrash(world, ada, 100);
      world.clock.now += 31 * day;
      const database = await createOrm({ url: world.database.url, pool: { min: 0, max: 2 } });
      const serving = serve({ ...world, database });
      serving.purger.wrote(ada.userId);
      await expect.poll(async () => (await world.store.count(ada)).deleted, { interval: 1 }).toBeLessThan(500);
      await serving[Symbol.asyncDispose]();
      await database.close();
      serving.purger.wrote((await world.principal()).userId);
      const { deleted } = await world.store.count(ada);
      const trash = world.database.kysely().selectFrom('tasks').select('id').where('deleted_at', 'is not', null);
      expect(await trash.execute()).toHaveLength(deleted);
      expect(serving.troubles).toEqual([]);
    });
  });
}

describe('the purger of a server on postgresql', () => {
  it('says once that the database is away, whoever waits', async () => {
    await using world = await setupStore('postgresql');
    await using proxy = await setupTcpProxy(world.database.url);
    await using database = await createOrm({ url: proxy.url, pool: { min: 0, max: 2 } });
    await using serving = serve({ ...world, database });
    await proxy.cut();
    for (const _ of [1, 2, 3]) serving.purger.wrote(newId());
    await expect.poll(() => serving.troubles).toHaveLength(1);
    await serving[Symbol.asyncDispose]();
    expect(serving.troubles).toHaveLength(1);
  });
});

async function toTrash({ store, clock }: TestStore, owner: Principal, size: number): Promise<void> {
  const made = Array.from({ length: size }, () => creation({ id: newId(clock.now) }));
  await store.write(owner, made);
  await write(store, owner, { type: 'deleteMany', mutationId: newId(clock.now), ids: made.map(({ id }) => id) });
}

/** A store with a purger behind it, as a server has them. */
function serve({ database, clock }: { database: Database; clock: TestStore['clock'] }) {
  const troubles: string[] = [];
  const onTrouble = (line: string, cause: unknown) => troubles.push(`${line}: ${String(cause)}`);
  const purger = createPurger({ database, clock: () => clock.now, onTrouble });
  const store = createTaskStore(database, { clock: () => clock.now, onWrite: purger.wrote });
  return { troubles, purger, store, [Symbol.asyncDispose]: () => purger[Symbol.asyncDispose]() };
}
