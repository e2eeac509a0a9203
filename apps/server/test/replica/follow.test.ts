import { newId } from '@typedo/sdk';
import { dialects } from '@typedo/db/testing';
import { describe, expect, it } from 'vitest';
import { expectSoon, never, setupWorld } from './world.ts';

// What depends on how a server keeps tasks.
for (const dialect of dialects) {
  describe(dialect, () => {
    it('has what the server has, and follows it', async () => {
      await using world = await setupWorld(dialect);
      const first = await world.typedo.task.create.mutate({ title: 'first' });
      await using device = world.device();
      const { replica } = device;
      expect(replica.status.phase).toBe('loading');
      await replica.synced();
      expect(replica.get(first.id)).toEqual(first);
      await expect
        .poll(() => replica.status)
        .toEqual({
          phase: 'live',
          pending: 0,
          problem: null,
          storageError: null,
        });
      const asked = device.way.asked.length;
      const second = await world.typedo.task.create.mutate({ title: 'second' });
      await world.typedo.task.delete.mutate({ id: first.id });
      await expectSoon(() => [...replica.tasks.keys()]).toEqual([second.id]);
      expect(device.way.asked.length).toBe(asked); // it came by itself
    });

    it('takes more tasks than one answer has, and one that has 600 writes waiting', async () => {
      await using world = await setupWorld(dialect);
      await using device = world.device({ online: false });
      await Promise.all(Array.from({ length: 600 }, (_, index) => device.replica.create({ title: `task ${index}` })));
      expect(device.replica.status.pending).toBe(600);
      device.way.online();
      await using other = world.device();
      await world.expectInStep(device, other);
      expect(other.replica.tasks.size).toBe(600);
      expect(device.way.asked.filter((path) => path === 'sync.push').length).toBeGreaterThanOrEqual(6);
    });

    it('does once what it was not told of: the answer was lost after the commit', async () => {
      await using world = await setupWorld(dialect);
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      let lost = 0;
      way.meddle = async ({ path }, pass) => {
        const response = await pass();
        if (path !== 'sync.push' || lost++ > 1) return response;
        throw new Error('The line broke');
      };
      const { id } = await replica.create({ title: 'once' });
      const { outcome } = await replica.update(id, { title: 'twice' });
      expect(await outcome).toMatchObject({ status: 'applied', task: { title: 'twice' } });
      await world.expectInStep(device);
      const { changes } = await world.typedo.task.history.query({ id });
      expect([changes.length, lost > 2]).toEqual([2, true]);
    });

    it('begins anew when a backup was restored: what waits stays, and what the backup has lost is sent again', async () => {
      await using world = await setupWorld(dialect);
      const old = await world.typedo.task.create.mutate({ title: 'in the backup' });
      const later = await world.typedo.task.create.mutate({ title: 'after the backup' });
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      way.meddle = ({ path, init }, pass) => (path === 'sync.push' ? pass() : never(init));
      way.offline();
      way.online();
      const acknowledged = await replica.create({ title: 'acknowledged' });
      await acknowledged.outcome;
      way.offline();
      const waiting = await replica.update(old.id, { complete: true });
      await world.sql(`delete from tasks where id <> '${old.id}'`);
      await world.sql('delete from mutations');
      await world.sql('delete from changes');
      await world.sql('update heads set seq = 1, open = 1');
      await world.sql("update epochs set epoch = 'restored'");
      const sizes = new Set<number>();
      replica.subscribe(() => sizes.add(replica.tasks.size));
      way.meddle = null;
      way.online();
      expect((await waiting.outcome).status).toBe('applied');
      await world.expectInStep(device);
      expect(replica.get(acknowledged.id)).toMatchObject({ title: 'acknowledged' });
      expect(replica.get(old.id)).toMatchObject({ complete: true });
      expect(replica.get(later.id)).toBeUndefined();
      expect(sizes.has(0)).toBe(false); // the old rows stayed until the new ones were all there
    });

    it('sends again what it was told was done, when the server was set back without a sign', async () => {
      await using world = await setupWorld(dialect);
      const old = await world.typedo.task.create.mutate({ title: 'in the backup' });
      for (let number = 0; number < 5; number++)
        await world.typedo.task.update.mutate({ id: old.id, patch: { title: `title ${number}` } });
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      way.meddle = ({ path, init }, pass) => (path === 'sync.push' ? pass() : never(init));
      way.offline();
      way.online();
      const { id, outcome } = await replica.create({ title: 'acknowledged' });
      await outcome;
      way.offline();
      await world.sql(`delete from tasks where id <> '${old.id}'`);
      await world.sql('delete from mutations');
      await world.sql('delete from changes');
      await world.sql('update heads set seq = 1, open = 1');
      await world.sql('update tasks set seq = 1');
      way.meddle = null;
      way.online();
      await world.expectInStep(device);
      expect(replica.get(id)).toMatchObject({ title: 'acknowledged' });
    });

    it('comes to the same as every other device, whatever they do and whenever they are online', async () => {
      await using world = await setupWorld(dialect);
      await using one = world.device();
      await using two = world.device();
      const devices = [one, two];
      const ids = Array.from({ length: 5 }, () => newId());
      for (let round = 0; round < 12; round++) {
        for (const [index, { replica, way }] of devices.entries()) {
          const number = round * 2 + index;
          const id = ids[(number * 7) % ids.length]!; // one of five
          if (number % 5 === 1) way.offline();
          if (number % 5 === 4) way.online();
          await replica.update(id, number % 2 ? { title: `title ${number}` } : { complete: number % 4 === 0 });
          if (round < 5 && index === 0) await replica.create({ id: ids[round]!, title: `made ${round}` });
          if (number % 11 === 10) await replica.delete(id);
        }
      }
      for (const { way } of devices) way.online();
      await world.expectInStep(...devices);
      expect([...one.replica.tasks.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(await world.tasks());
      expect([one, two].flatMap(({ replica }) => replica.refused).every(({ refusal }) => isKnown(refusal.reason))).toBe(
        true,
      );
    });
  });
}

/** What may be said to a write of a task that another device has not made yet, or has removed. */
function isKnown(reason: string): boolean {
  return reason === 'TASK_NOT_FOUND' || reason === 'TASK_DELETED';
}
