import { describe, expect, it } from 'vitest';
import { eitherDatabase } from '../sync/soak.ts';
import { expectSoon, setupWorld } from './world.ts';

// Whole pushes that a server, or a proxy before it, refuses.
for (const dialect of eitherDatabase) {
  describe(dialect, () => {
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
  });
}

function refusedBy(httpStatus: number, refusal: { reason: string; details: object }): Response {
  const data = { code: 'X', httpStatus, path: 'sync.push', ...refusal };
  return Response.json({ error: { message: 'no', code: -32_000, data } }, { status: httpStatus });
}
