import { createReplica, memoryStorage } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { eitherDatabase } from '../sync/soak.ts';
import { expectSoon, never, setupWorld } from './world.ts';

// What a writer sees of his writes, whatever is behind the server.
for (const dialect of eitherDatabase) {
  describe(dialect, () => {
    it('shows writes at once, also offline, and they come through afterwards', async () => {
      await using world = await setupWorld(dialect);
      const [kept, gone] = [
        await world.typedo.task.create.mutate({ title: 'kept' }),
        await world.typedo.task.create.mutate({ title: 'gone' }),
      ];
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      way.offline();
      await expectSoon(() => replica.status.phase).toBe('offline');
      const writes = [
        replica.create({ title: '  made  ', description: '' }),
        replica.update(kept.id, { title: 'renamed' }),
        replica.update(kept.id, { complete: true }),
        replica.delete(gone.id),
      ];
      // Nothing was awaited yet.
      expect([...replica.tasks.values()].map(({ title, complete }) => [title, complete])).toEqual([
        ['renamed', true],
        ['made', false],
      ]);
      expect([replica.status.pending, replica.isPending(kept.id)]).toEqual([4, true]);
      const [made] = await Promise.all(writes);
      way.online();
      expect(await made!.outcome).toMatchObject({ status: 'applied', task: { title: 'made', description: '' } });
      await world.expectInStep(device);
      expect([replica.tasks.size, replica.isPending(kept.id)]).toEqual([2, false]);
      await replica.restore(gone);
      expect(replica.get(gone.id)).toMatchObject({ title: 'gone' });
      await world.expectInStep(device);
      expect(replica.tasks.size).toBe(3);
    });

    it("shows somebody else's change of another field beside its own that waits", async () => {
      await using world = await setupWorld(dialect);
      const { id } = await world.typedo.task.create.mutate({ title: 'old' });
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      way.meddle = ({ path, init }, pass) => (path === 'sync.push' ? never(init) : pass());
      await replica.update(id, { title: 'mine' });
      await world.typedo.task.update.mutate({ id, patch: { complete: true } });
      await expectSoon(() => replica.get(id)).toMatchObject({ title: 'mine', complete: true });
      expect(replica.isPending(id)).toBe(true);
      way.meddle = null;
      way.offline();
      way.online();
      await world.expectInStep(device);
      expect(replica.get(id)).toMatchObject({ title: 'mine', complete: true });
    });

    it.each(['the answer comes before the change', 'the change comes before the answer'])(
      'never shows an old value again between a write and its echo: %s',
      async (order) => {
        await using world = await setupWorld(dialect);
        const { id } = await world.typedo.task.create.mutate({ title: 'v0' });
        await using device = world.device();
        const { replica, way } = device;
        await replica.synced();
        const seen: unknown[] = [];
        replica.subscribe(() => {
          const title = replica.get(id)?.title;
          if (title !== seen.at(-1)) seen.push(title);
        });
        const late = Promise.withResolvers<void>();
        way.meddle = async ({ path }, pass) => {
          if (order.startsWith('the answer')) {
            if (path !== 'sync.push') await late.promise; // only answers to pushes come through
            return pass();
          }
          const response = await pass();
          if (path === 'sync.push') await late.promise;
          return response;
        };
        if (order.startsWith('the answer')) {
          way.offline(); // the stream breaks, and what follows it waits
          way.online();
        }
        const titles = ['v1', 'v2', 'v3'];
        const writes = [];
        for (const title of titles) {
          writes.push(await replica.update(id, { title }));
          await world.typedo.task.update.mutate({ id, patch: { complete: title === 'v2' } });
        }
        // Both sides are under way at different times; then the late one comes.
        if (order.startsWith('the answer')) await writes[0]!.outcome;
        else await expectSoon(async () => (await world.typedo.task.byId.query({ id })).title).toBe('v1');
        late.resolve();
        await world.expectInStep(device);
        expect(seen).toEqual(titles);
      },
    );

    it('makes no task under an id that is seen already', async () => {
      await using world = await setupWorld(dialect);
      await using device = world.device({ online: false });
      const { replica } = device;
      const { id } = await replica.create({ title: 'first' });
      await expect(replica.create({ id, title: 'second' })).rejects.toThrow(RangeError);
      expect([replica.get(id)?.title, replica.status.pending]).toEqual(['first', 1]);
    });

    it('writes from a device whose clock is years behind, once it has seen a task', async () => {
      await using world = await setupWorld(dialect);
      await world.typedo.task.create.mutate({ title: 'there' });
      const clock = () => Date.parse('2020-01-02T03:04:05.000Z');
      const options = { typedo: world.typedo, storage: memoryStorage(), userId: world.ada.userId, clock };
      await using replica = createReplica(options);
      await replica.synced();
      const { outcome } = await replica.create({ title: 'mine' });
      expect(await outcome).toMatchObject({ status: 'applied', task: { title: 'mine' } });
    });
  });
}
