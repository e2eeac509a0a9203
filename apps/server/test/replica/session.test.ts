import { describe, expect, it } from 'vitest';
import { eitherDatabase } from '../sync/soak.ts';
import { expectSoon, setupWorld, type Device } from './world.ts';

// Sessions that end, and other people on the same device.
for (const dialect of eitherDatabase) {
  describe(dialect, () => {
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
  });
}

/** Requests of a browser that has another cookie by now. */
function withCookie(cookie: () => string): Device['way']['meddle'] {
  return ({ init }, pass) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie());
    return pass({ ...init, headers });
  };
}
