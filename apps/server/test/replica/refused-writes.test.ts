import { newId } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { eitherDatabase } from '../sync/soak.ts';
import { expectSoon, setupWorld } from './world.ts';

// Single writes that a server refuses.
for (const dialect of eitherDatabase) {
  describe(dialect, () => {
    it('keeps what was refused, with the reason and the task as it is, to be tried again or dropped', async () => {
      await using world = await setupWorld(dialect);
      const task = await world.typedo.task.create.mutate({ title: 'old' });
      await using device = world.device();
      const { replica, storage } = device;
      await replica.synced();
      const renamed = await world.typedo.task.update.mutate({ id: task.id, patch: { title: 'theirs' } });
      await expectSoon(() => replica.get(task.id)?.title).toBe('theirs');
      const written = await replica.update(task.id, { title: 'mine' }, { was: { title: 'old' } });
      expect(await written.outcome).toEqual({
        status: 'refused',
        refusal: { reason: 'TASK_CHANGED', details: { task: renamed } },
      });
      expect(replica.refused).toEqual([
        {
          op: expect.objectContaining({ mutationId: written.mutationId, patch: { title: 'mine' } }),
          refusal: { reason: 'TASK_CHANGED', details: { task: renamed } },
          task: renamed,
        },
      ]);
      expect([replica.refused, replica.get(task.id)?.title]).toEqual([replica.refused, 'theirs']);
      await world.expectInStep(device); // a refused write is nothing to wait for
      expect((await storage.load()).ops).toHaveLength(1);

      const again = await replica.retry(written.mutationId, { patch: { description: 'more' } });
      expect(again.mutationId).not.toBe(written.mutationId);
      expect(await again.outcome).toMatchObject({ status: 'applied', task: { title: 'mine', description: 'more' } });
      await world.expectInStep(device);
      expect([replica.refused, (await storage.load()).ops]).toEqual([[], []]);

      await world.typedo.task.delete.mutate({ id: task.id });
      const late = await replica.update(task.id, { complete: true });
      expect(await late.outcome).toMatchObject({ refusal: { reason: 'TASK_DELETED' } });
      await replica.synced();
      expect(replica.refused[0]?.task).toBeNull();
      await replica.drop(late.mutationId);
      expect([replica.refused, (await storage.load()).ops]).toEqual([[], []]);
      await expect(replica.drop(late.mutationId)).rejects.toThrow(RangeError);
      await expect(replica.retry(late.mutationId)).rejects.toThrow(RangeError);
    });

    it('gives a new id to a task whose id was taken, when it is tried again', async () => {
      await using world = await setupWorld(dialect);
      const { id } = await world.typedo.task.create.mutate({ title: 'first' });
      await using device = world.device({ online: false });
      const { replica, way } = device;
      const made = await replica.create({ id, title: 'second' });
      way.online();
      expect(await made.outcome).toMatchObject({ refusal: { reason: 'TASK_ID_TAKEN' } });
      const again = await replica.retry(made.mutationId, { patch: { title: 'third' } });
      expect(await again.outcome).toMatchObject({ status: 'applied', task: { id: again.id, title: 'third' } });
      await world.expectInStep(device);
      expect([...replica.tasks.values()].map(({ title }) => title).toSorted()).toEqual(['first', 'third']);
    });

    it('does a refused write once more at most, however often and beside what it is tried again', async () => {
      await using world = await setupWorld(dialect);
      const theirs = [newId(), newId()];
      for (const id of theirs) await world.typedo.task.create.mutate({ id, title: 'theirs' });
      await using device = world.device({ online: false });
      const { replica, way } = device;
      const made = await Promise.all(theirs.map((id) => replica.create({ id, title: 'mine' })));
      way.online();
      for (const { outcome } of made) expect(await outcome).toMatchObject({ refusal: { reason: 'TASK_ID_TAKEN' } });
      const [second, third] = made.map(({ mutationId }) => mutationId);
      const ends = await Promise.allSettled([
        replica.retry(second!), // both were made above
        replica.retry(second!),
        replica.drop(second!),
        replica.drop(third!),
        replica.retry(third!),
      ]);
      expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled', 'rejected']);
      await world.expectInStep(device);
      expect([...replica.tasks.values()].map(({ title }) => title).toSorted()).toEqual(['mine', 'theirs', 'theirs']);
      expect([replica.refused, (await device.storage.load()).ops]).toEqual([[], []]);
    });
  });
}
