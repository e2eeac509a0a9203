import { createReplica, memoryStorage, newId, type ReplicaStorage, type ReplicaStep } from '@typedo/sdk';
import { dialects } from '@typedo/db/testing';
import { describe, expect, it, vi } from 'vitest';
import { expectSoon, setupWorld, type Device } from './replica-world.ts';
import { eitherDatabase } from './sync/soak.ts';

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

// What a replica does by itself, whatever is behind the server.
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

    it('puts aside the writes that make a server refuse a whole push, such as of a newer program, and sends the others', async () => {
      await using world = await setupWorld(dialect);
      await using device = world.device({ online: false });
      const { replica, way } = device;
      const bad = new Set([3, 17, 18]);
      const writes = await Promise.all(
        Array.from({ length: 30 }, (_, index) => replica.create({ title: `task ${index}` })),
      );
      way.meddle = ({ path, body, init }, pass) => {
        if (path !== 'sync.push') return pass();
        const changed = body.replaceAll(/"title":"task (\d+)"/g, (text, index) =>
          bad.has(Number(index)) ? `${text},"dueAt":1` : text,
        );
        return pass({ ...init, body: changed });
      };
      way.online();
      await world.expectInStep(device);
      expect(replica.refused.map(({ op, refusal }) => [op.mutationId, refusal.reason])).toEqual(
        [...bad].map((index) => [writes[index]!.mutationId, 'INVALID_INPUT']),
      );
      const { tasks } = await world.typedo.task.list.query({ order: 'oldest', limit: 100 });
      const good = writes.filter((_, index) => !bad.has(index));
      expect(tasks.map(({ id }) => id).toSorted()).toEqual(good.map(({ id }) => id).toSorted());
    });

    it('sends less at once when a proxy takes no more, and refuses nothing for it', async () => {
      await using world = await setupWorld(dialect);
      await using device = world.device({ online: false });
      const { replica, way } = device;
      await Promise.all(Array.from({ length: 40 }, (_, index) => replica.create({ title: `task ${index}` })));
      way.meddle = async ({ path, body }, pass) =>
        path === 'sync.push' && body.length > 2_000 ? new Response('<h1>Too large', { status: 413 }) : pass();
      way.online();
      await world.expectInStep(device);
      expect([replica.tasks.size, replica.refused]).toEqual([40, []]);
    });

    it('blames a write for what a proxy or a fault of the server says only when everything else works', async () => {
      await using world = await setupWorld(dialect);
      await using device = world.device({ online: false });
      const { replica, way } = device;
      const [first, poison, last] = await Promise.all(
        ['first', 'poison', 'last'].map((title) => replica.create({ title })),
      );
      let broken = true;
      way.meddle = async ({ path, body }, pass) => {
        if (broken || (path === 'sync.push' && body.includes('poison')))
          return new Response('<h1>Forbidden', { status: 403 });
        return pass();
      };
      way.online();
      await expectSoon(() => way.asked.filter((path) => path === 'sync.pull').length).toBeGreaterThan(10);
      expect([replica.status.pending, replica.refused]).toEqual([3, []]);
      broken = false;
      expect([(await first!.outcome).status, (await last!.outcome).status]).toEqual(['applied', 'applied']);
      await replica.create({ title: 'which goes through as well' });
      expect(await poison!.outcome).toEqual({ status: 'refused', refusal: { reason: 'INTERNAL', details: {} } });
      await world.expectInStep(device);
      expect([replica.tasks.size, replica.refused.length, replica.status.problem]).toEqual([3, 1, null]);
    });

    it('blames no write while the server takes none, whatever it says, and goes on reading', async () => {
      await using world = await setupWorld(dialect);
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      for (const { status, reason, details } of [
        { status: 500, reason: 'INTERNAL', details: {} },
        { status: 403, reason: 'SCOPE_MISSING', details: { scope: 'tasks:write' } },
      ] as const) {
        way.meddle = async ({ path }, pass) => (path === 'sync.push' ? refusedBy(status, { reason, details }) : pass());
        const before = replica.tasks.size;
        await Promise.all(Array.from({ length: 8 }, (_, index) => replica.create({ title: `task ${index}` })));
        const pushes = () => way.asked.filter((path) => path === 'sync.push').length;
        const asked = pushes();
        await expectSoon(() => replica.status.problem).toEqual({ reason, details });
        for (let round = 1; round <= 8; round++) {
          replica.resume();
          await expectSoon(pushes).toBeGreaterThanOrEqual(asked + round);
        }
        const theirs = await world.typedo.task.create.mutate({ title: 'theirs' });
        await expectSoon(() => replica.get(theirs.id)).toEqual(theirs);
        expect([replica.refused, replica.tasks.size, replica.status.pending]).toEqual([[], before + 9, 8]);
        way.meddle = null;
        replica.resume();
        await world.expectInStep(device);
        expect(replica.status.problem).toBeNull();
      }
    });

    it.each([
      ['a proxy answers instead', async () => new Response('<h1>', { status: 502 })],
      ['no answer comes', () => Promise.reject(new TypeError('The line broke'))],
      ['it is told to wait', async () => refusedBy(429, { reason: 'RATE_LIMITED', details: { retryAfter: 1 } })],
    ])('goes on reading while its writes do not come through: %s', async (_, answer) => {
      await using world = await setupWorld(dialect);
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      way.meddle = ({ path }, pass) => (path === 'sync.push' ? answer() : pass());
      const { outcome } = await replica.create({ title: 'mine' });
      await expectSoon(() => way.asked).toContain('sync.push');
      const theirs = await world.typedo.task.create.mutate({ title: 'theirs' });
      await expectSoon(() => replica.get(theirs.id)).toEqual(theirs);
      await expectSoon(() => replica.status).toMatchObject({ phase: 'live', pending: 1 });
      way.offline();
      await expectSoon(() => replica.status.phase).toBe('offline');
      way.online();
      await expectSoon(() => replica.status).toMatchObject({ phase: 'live', pending: 1 });
      way.meddle = null;
      expect((await outcome).status).toBe('applied');
      await world.expectInStep(device);
    });

    it('keeps its writes for a server that is older than it, and goes on reading', async () => {
      await using world = await setupWorld(dialect);
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      way.meddle = ({ path, body, init }, pass) => {
        const newer = body.replace(/"contractVersion":"[^"]*"/, '"contractVersion":"1.99.0"');
        return path === 'sync.push' ? pass({ ...init, body: newer }) : pass();
      };
      const { id, outcome } = await replica.create({ title: 'from the future' });
      await expectSoon(() => replica.status.problem?.reason).toBe('CONTRACT_VERSION_UNSUPPORTED');
      const theirs = await world.typedo.task.create.mutate({ title: 'theirs' });
      await expectSoon(() => replica.get(theirs.id)).toEqual(theirs);
      expect([replica.get(id)?.title, replica.status]).toEqual([
        'from the future',
        expect.objectContaining({ phase: 'live', pending: 1 }),
      ]);
      way.meddle = null; // the server is upgraded
      replica.resume();
      expect((await outcome).status).toBe('applied');
      await world.expectInStep(device);
      expect(replica.status.problem).toBeNull();
    });

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

    it('looks anew when the browser comes online, whatever its stream does', async () => {
      const browser = new EventTarget();
      vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser));
      vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser));
      await using world = await setupWorld(dialect);
      await using device = world.device();
      const { replica, way } = device;
      way.meddle = ({ path, init }, pass) => (path === 'sync.live' ? never(init) : pass());
      await replica.synced();
      const task = await world.typedo.task.create.mutate({ title: 'not told' });
      await expectSoon(() => way.asked.at(-1)).toBe('sync.live');
      browser.dispatchEvent(new Event('online'));
      await expectSoon(() => replica.get(task.id)).toEqual(task);
    });

    it.each(['sync.push', 'sync.pull', 'sync.live'])(
      'gives up what is under way on a line that is dead, when it is resumed or the browser comes online: %s',
      async (hung) => {
        const browser = new EventTarget();
        vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser));
        vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser));
        await using world = await setupWorld(dialect);
        await using device = world.device();
        const { replica, way } = device;
        for (const begin of [() => browser.dispatchEvent(new Event('online')), () => replica.resume()]) {
          await replica.synced();
          way.meddle = ({ path, init }, pass) => (path === hung ? never(init) : pass());
          const asked = way.asked.length;
          const made = await replica.create({ title: 'x' });
          const synced = replica.synced();
          await expectSoon(() => way.asked.slice(asked)).toContain(hung);
          way.meddle = null;
          begin();
          expect((await made.outcome).status).toBe('applied');
          await synced;
          await expectSoon(() => replica.status.phase).toBe('live');
        }
      },
    );

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

    it('is signed out with its session, keeps its writes, and goes on when it is signed in again', async () => {
      await using world = await setupWorld(dialect);
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      const without: Device['way']['meddle'] = ({ init }, pass) => {
        const headers = new Headers(init.headers);
        headers.delete('cookie');
        return pass({ ...init, headers });
      };
      way.meddle = without;
      const { outcome } = await replica.create({ title: 'kept' });
      await expectSoon(() => replica.status).toMatchObject({ phase: 'signedOut', pending: 1 });
      expect(replica.status.problem?.reason).toBe('UNAUTHENTICATED');
      way.meddle = null;
      replica.resume();
      expect((await outcome).status).toBe('applied');
      await world.expectInStep(device);
      expect(replica.status.problem).toBeNull();
    });

    it('sends nothing to the account of another person who signed in meanwhile, and shows nothing of it', async () => {
      await using world = await setupWorld(dialect);
      const eve = await world.server.signUp('Eve');
      await eve.typedo().task.create.mutate({ title: "Eve's" });
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      let cookie = '';
      way.meddle = withCookie(() => cookie);
      await replica.create({ title: "Ada's" });
      await expectSoon(() => replica.status.phase).toBe('signedOut');
      cookie = eve.cookie;
      const asked = way.asked.length;
      replica.resume();
      await expectSoon(() => way.asked.slice(asked)).toContain('sync.pull');
      await expectSoon(() => replica.status.phase).toBe('signedOut');
      expect(await eve.typedo().task.count.query()).toMatchObject({ open: 1 });
      expect([...replica.tasks.values()].map(({ title }) => title)).toEqual(["Ada's"]);
    });

    it('writes nothing into the account of another person whose cookie came while it was live', async () => {
      await using world = await setupWorld(dialect);
      const eve = await world.server.signUp('Eve');
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      await expectSoon(() => replica.status.phase).toBe('live');
      way.meddle = withCookie(() => eve.cookie);
      await replica.create({ title: "Ada's" });
      await expectSoon(() => replica.status.phase).toBe('signedOut');
      expect(await eve.typedo().task.count.query()).toMatchObject({ open: 0 });
      way.offline(); // a failure on the way is no sign that she is back
      replica.resume();
      way.online();
      replica.resume();
      const asked = way.asked.length;
      await expectSoon(() => way.asked.slice(asked)).toContain('sync.pull');
      expect(way.asked.slice(asked)).not.toContain('sync.push');
      way.meddle = null;
      replica.resume();
      await world.expectInStep(device);
      expect([...replica.tasks.values()].map(({ title }) => title)).toEqual(["Ada's"]);
    });

    it('keeps its tasks when another person without any signs in', async () => {
      await using world = await setupWorld(dialect);
      const eve = await world.server.signUp('Eve');
      await world.typedo.task.create.mutate({ title: 'there' });
      await using device = world.device();
      const { replica, way } = device;
      await replica.synced();
      let cookie = '';
      way.meddle = withCookie(() => cookie);
      await replica.create({ title: 'kept' });
      await expectSoon(() => replica.status.phase).toBe('signedOut');
      cookie = eve.cookie;
      const pulls = () => way.asked.filter((path) => path === 'sync.pull').length;
      const before = pulls();
      for (let round = 1; round <= 3; round++) {
        replica.resume();
        await expectSoon(pulls).toBeGreaterThanOrEqual(before + round);
      }
      expect([...replica.tasks.values()].map(({ title }) => title)).toEqual(['there', 'kept']);
      expect(await eve.typedo().task.count.query()).toMatchObject({ open: 0 });
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

/** What may be said to a write of a task that another device has not made yet, or has removed. */
function isKnown(reason: string): boolean {
  return reason === 'TASK_NOT_FOUND' || reason === 'TASK_DELETED';
}

function refusedBy(httpStatus: number, refusal: { reason: string; details: object }): Response {
  const data = { code: 'X', httpStatus, path: 'sync.push', ...refusal };
  return Response.json({ error: { message: 'no', code: -32_000, data } }, { status: httpStatus });
}

/** Requests of a browser that has another cookie by now. */
function withCookie(cookie: () => string): Device['way']['meddle'] {
  return ({ init }, pass) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie());
    return pass({ ...init, headers });
  };
}

/** An answer that does not come. */
function never({ signal }: RequestInit): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
}
