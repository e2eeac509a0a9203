import { setTimeout as sleep } from 'node:timers/promises';
import { createOrm } from '@typedo/db';
import { dialects, setupPlace } from '@typedo/db/testing';
import { createTypedo } from '@typedo/sdk';
import { expect, test } from 'vitest';
import { noWrites, writeUntilRefused } from './keep-alive-writer.ts';
import { openLive } from './live-reader.ts';
import { run, settingsFor } from './program.ts';
import { addAccount } from './sync/account.ts';
import { often, patience } from './sync/soak.ts';
import { snapshotOf } from './sync/stored.ts';

const stops = often(3, 20);
/** How long each of the connections may be idle between two requests, in milliseconds. */
const idle = [0, 0, 0, 5, 20, 100, 500, 1_500];

/**
 * A request is accepted when the server took it: it answered it, or did what it asks for. So one has failed when its answer was cut, or was no
 * success, or when its tasks are there and no answer came; or when the server itself says that it cut it off. One that met no server (the
 * connection was refused), or that the server never read, has not been accepted. The latter is HTTP's own race: a client may send on a kept
 * connection, or open one, in the very moment in which the server closes it. Such a request got no byte of an answer and had no effect, so that it
 * is safe to repeat; the test counts them apart.
 */
for (const dialect of dialects) {
  test(
    `a server on ${dialect} that is told to stop under load loses no write and fails no request that it took`,
    patience,
    async ({ annotate }) => {
      await using place = await setupPlace(dialect, { migrated: true });
      await using database = await createOrm({ url: place.url });
      const { userId, apiKey } = await addAccount(database);
      const stored = async () => {
        const rows = await database.kysely().selectFrom('tasks').select('id').where('user_id', '=', userId).execute();
        return new Set(rows.map(({ id }) => String(id)));
      };
      const env = { ...settingsFor(place.url), PORT: '0', LOG_FORMAT: 'json' };
      const sum = { acknowledged: 0, lost: 0, failed: 0, race: 0, closes: 0 };
      const exits: number[] = [];
      for (let stop = 0; stop < stops; stop++) {
        await using server = run('main.ts', { env });
        await server.says(/"msg":"Ready in/);
        const url = (await server.says(/"msg":"Open (http[^"]+)"/))[1]!;
        const written = noWrites();
        const writers = Promise.all(idle.map((ms) => writeUntilRefused(url, apiKey, ms, written)));
        using live = await openLive(url, { headers: { authorization: `Bearer ${apiKey}` } });
        await expect.poll(() => written.acknowledged.size, { timeout: 30_000 }).toBeGreaterThan(150);
        await sleep(Math.random() * 100); // not always at the same moment of a write

        server.process.kill('SIGTERM');
        const told = performance.now();
        await expect.poll(() => server.process.exitCode, { timeout: 10_000, interval: 10 }).toBe(0);
        exits.push(performance.now() - told);
        await writers;
        const [, cut] = await server.says(/"cut":(\d+)/);
        const events = await live.end();
        expect(events.at(-1)?.event).toBe('end');

        const there = await stored();
        const taken = written.unanswered.filter((ids) => ids.some((id) => there.has(id)));
        sum.acknowledged += written.acknowledged.size;
        sum.lost += [...written.acknowledged].filter((id) => !there.has(id)).length;
        sum.failed += written.failed.length + taken.length + Number(cut);
        sum.race += written.unanswered.length - taken.length;
        sum.closes += written.closes;
        expect(written.failed).toEqual([]);
      }
      await annotate(
        `${stops} stops among ${sum.acknowledged} acknowledged creates on ${idle.length} connections: lost ${sum.lost}, accepted requests failed ${sum.failed}; ` +
          `sent into a closing connection, without effect: ${sum.race}; answers that told to close: ${sum.closes}; ` +
          `gone after ${exits.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s`,
        'figure',
      );
      expect([sum.lost, sum.failed]).toEqual([0, 0]);
      expect(sum.closes).toBeGreaterThan(0); // clients are told to leave before nothing is taken any more
      await using again = run('main.ts', { env });
      const url = (await again.says(/"msg":"Open (http[^"]+)"/))[1]!;
      const { tasks } = await snapshotOf(createTypedo({ url, apiKey }));
      expect(tasks.size).toBe((await stored()).size);
      expect(tasks.size).toBeGreaterThanOrEqual(sum.acknowledged);
    },
  );
}
