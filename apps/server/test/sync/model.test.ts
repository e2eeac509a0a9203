import { dialects } from '@typedo/db/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { commands, type Model } from './model-commands.ts';
import { setupWorld, type Faults } from './model-world.ts';
import { often, patience } from './soak.ts';

const sequences = often(100, 10_000);
const sideBySide = 4;

for (const dialect of dialects) {
  describe(dialect, patience, () => {
    it('three programs that go offline, lose answers, restart and write the same and different things come to the same, each write once', async ({
      annotate,
    }) => {
      await using one = await setupServer(dialect);
      await using other = await setupServer(dialect, { beside: one });
      const servers = [one, other];
      const sum: Faults = { divergent: 0, gaps: 0, lost: 0, doubled: 0, outOfOrder: 0 };
      let ran = 0;
      const property = fc.asyncProperty(commands, async (steps) => {
        await using world = await setupWorld(servers);
        const model: Model = { tasks: new Map(), texts: 0 };
        await fc.asyncModelRun(() => ({ model, real: world }), steps);
        const faults = await world.faults();
        ran++;
        for (const name of Object.keys(sum) as (keyof Faults)[]) sum[name] += faults[name];
        expect(faults).toEqual({ divergent: 0, gaps: 0, lost: 0, doubled: 0, outOfOrder: 0 });
      });
      // A sequence mostly waits, so several run at once; each row of them has a seed of its own, which a failure tells.
      const seed = Math.trunc(Math.random() * 2 ** 31);
      await Promise.all(
        Array.from({ length: sideBySide }, (_, row) =>
          fc.assert(property, { numRuns: sequences / sideBySide, seed: seed + row, endOnFailure: true }),
        ),
      );
      await annotate(`${ran} sequences over two servers: ${JSON.stringify(sum)}`, 'figure');
    });
  });
}
