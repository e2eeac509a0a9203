import { describe, expect, it, vi } from 'vitest';
import { eitherDatabase } from '../sync/soak.ts';
import { expectSoon, never, setupWorld } from './world.ts';

// Lines that are dead without saying so.
for (const dialect of eitherDatabase) {
  describe(dialect, () => {
    it('looks anew when the browser comes online, whatever its stream does', async () => {
      const browser = stubBrowser();
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
        const browser = stubBrowser();
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
  });
}

/** A page's window, as far as a replica listens to it. */
function stubBrowser(): EventTarget {
  const browser = new EventTarget();
  vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser));
  vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser));
  return browser;
}
