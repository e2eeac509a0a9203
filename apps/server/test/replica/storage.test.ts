import { memoryStorage, type ReplicaStorage, type ReplicaStep } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { eitherDatabase } from '../sync/soak.ts';
import { expectSoon, never, setupWorld } from './world.ts';

// What is on the device, and what is made of it after an end.
for (const dialect of eitherDatabase) {
  describe(dialect, () => {
    it('goes on over its storage after the program was ended, with everything that waits', async () => {
      await using world = await setupWorld(dialect);
      const task = await world.typedo.task.create.mutate({ title: 'old' });
      const storage = memoryStorage();
      await using first = world.device({ storage });
      await first.replica.synced();
      first.way.offline();
      await first.replica.update(task.id, { title: 'new' });
      const made = await first.replica.create({ title: 'made' });
      const last = first.replica.update(made.id, { complete: true }); // in the tick of the end
      await first.replica.close();
      await last;
      await expect(made.outcome).rejects.toThrow('closed');
      await expect(first.replica.create({ title: 'x' })).rejects.toThrow('closed');
      await expect(first.replica.drop(made.mutationId)).rejects.toThrow('closed');
      expect(first.replica.status.phase).toBe('closed');

      await using second = world.device({ storage, online: false });
      await expectSoon(() => second.replica.status.phase).toBe('offline');
      expect([...second.replica.tasks.values()]).toEqual([...first.replica.tasks.values()]);
      expect(second.replica.status.pending).toBe(3);
      second.way.online();
      await world.expectInStep(second);
      expect(await world.tasks()).toMatchObject([{ title: 'new' }, { title: 'made', complete: true }]);
    });

    it('stores twenty writes of one tick in one commit, and takes back what could not be stored', async () => {
      await using world = await setupWorld(dialect);
      const inner = memoryStorage();
      const steps: ReplicaStep[] = [];
      let full = false;
      const storage: ReplicaStorage = {
        load: () => inner.load(),
        commit: async (step) => {
          if (full) throw new Error('The disk is full');
          steps.push(step);
          await inner.commit(step);
        },
      };
      await using device = world.device({ storage, online: false });
      const { replica, way } = device;
      await expectSoon(() => replica.status.phase).toBe('offline');
      await Promise.all(Array.from({ length: 20 }, (_, index) => replica.create({ title: `task ${index}` })));
      expect(steps.map(({ putOps }) => putOps?.length)).toEqual([20]);
      full = true;
      const failing = replica.create({ title: 'too much' });
      expect(replica.tasks.size).toBe(21);
      await expect(failing).rejects.toThrow('The disk is full');
      expect([replica.tasks.size, replica.status.pending]).toEqual([20, 20]);
      expect(replica.status.storageError?.message).toBe('The disk is full');
      way.online();
      await expectSoon(async () => (await world.tasks()).length).toBe(20); // nothing is settled, and nothing lost
      await expect(replica.create({ title: 'not on the device' })).rejects.toThrow('The disk is full');
      full = false;
      await world.expectInStep(device);
      expect(replica.tasks.size).toBe(20);
      expect(replica.status).toMatchObject({ pending: 0, storageError: null });
    });

    it('sends nothing that is not on the device yet', async () => {
      await using world = await setupWorld(dialect);
      const inner = memoryStorage();
      const written = Promise.withResolvers<void>();
      const storage: ReplicaStorage = {
        load: () => inner.load(),
        commit: async (step) => {
          if (step.putOps?.some(({ state }) => state.status === 'waiting')) await written.promise;
          await inner.commit(step);
        },
      };
      await using device = world.device({ storage });
      const { replica, way } = device;
      await replica.synced();
      const made = replica.create({ title: 'shown' });
      expect(replica.tasks.size).toBe(1);
      const asked = way.asked.length;
      const synced = replica.synced();
      await expectSoon(() => way.asked.slice(asked)).toContain('sync.pull'); // a push would have come before
      expect(way.asked.slice(asked)).not.toContain('sync.push');
      written.resolve();
      expect((await (await made).outcome).status).toBe('applied');
      await synced;
    });

    it('says that it cannot read its storage', async () => {
      await using world = await setupWorld(dialect);
      const storage: ReplicaStorage = {
        load: () => Promise.reject(new Error('No access')),
        commit: () => Promise.reject(new Error('No access')),
      };
      await using device = world.device({ storage });
      await expect(device.replica.create({ title: 'x' })).rejects.toThrow('No access');
      await expect(device.replica.synced()).rejects.toThrow('No access');
      expect(device.replica.status).toMatchObject({ phase: 'closed', storageError: { message: 'No access' } });
    });

    it('is loading until everything is here, also over a storage that has a part of it', async () => {
      await using world = await setupWorld(dialect);
      await using filler = world.device();
      await Promise.all(Array.from({ length: 1_100 }, (_, index) => filler.replica.create({ title: `task ${index}` })));
      await filler.replica.synced();
      const storage = memoryStorage();
      await using first = world.device({ storage });
      let pulls = 0;
      first.way.meddle = ({ path, init }, pass) => (path === 'sync.pull' && ++pulls > 1 ? never(init) : pass());
      await expectSoon(() => first.replica.tasks.size).toBe(500);
      expect(first.replica.status.phase).toBe('loading');
      await first.replica.close();
      await using second = world.device({ storage });
      const sizes = new Set<number>();
      second.replica.subscribe(() => {
        if (second.replica.status.phase !== 'loading') sizes.add(second.replica.tasks.size);
      });
      await second.replica.synced();
      expect([...sizes]).toEqual([1_100]);
      await second.replica.close();
      await using third = world.device({ storage, online: false });
      await expectSoon(() => third.replica.tasks.size).toBe(1_100);
      expect(third.replica.status.phase).not.toBe('loading');
    });

    it('waits to be in step for as long as it is told to', async () => {
      await using world = await setupWorld(dialect);
      await using device = world.device({ online: false });
      const waiting = new AbortController();
      const synced = device.replica.synced({ signal: waiting.signal });
      waiting.abort(new Error('Long enough'));
      await expect(synced).rejects.toThrow('Long enough');
      const closed = device.replica.synced();
      closed.catch(() => {});
      await device.replica.close();
      await expect(closed).rejects.toThrow('closed');
    });
  });
}
