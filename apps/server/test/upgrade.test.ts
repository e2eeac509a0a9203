import { createHmac, randomInt } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultKeyHasher } from '@better-auth/api-key';
import { newId } from '@typedo/contract';
import { dialects, setupFirstSchema, type FirstPlace } from '@typedo/db/testing';
import { createTypedo } from '@typedo/sdk';
import { hashPassword } from 'better-auth/crypto';
import { describe, expect, it } from 'vitest';
import { run, settingsFor, type Program } from './program.ts';
import { often, patience } from './sync/soak.ts';
import { snapshotOf } from './sync/stored.ts';

const kills = often(3, 30);
const secret = 'a secret of at least 32 characters';
const first = '20261122160000-first';

const owner = async () => {
  const [password, apiKey, sessionToken] = ['a password of before', `tdo_${newId().replaceAll('-', '')}`, newId()];
  const signature = createHmac('sha256', secret).update(sessionToken).digest('base64');
  const cookie = `typedo.session_token=${encodeURIComponent(`${sessionToken}.${signature}`)}`;
  const proofs = { passwordHash: await hashPassword(password), keyHash: await defaultKeyHasher(apiKey), sessionToken };
  return { row: { userId: newId(), email: 'ada@example.com', ...proofs }, password, apiKey, cookie };
};

const start = (place: FirstPlace) =>
  run('main.ts', { env: { PORT: '0', ...settingsFor(place.url), AUTH_SECRET: secret } });

const ranIn = (programs: readonly Program[]) =>
  programs.flatMap(({ output }) => [...output.stdout.matchAll(/Ran the migration (\S+)/g)].map(([, name]) => name));

for (const dialect of dialects) {
  describe(dialect, patience, () => {
    it('five servers of this release that start at once over a filled database of the first one migrate it once, with all rows', async ({
      annotate,
    }) => {
      const ada = await owner();
      await using place = await setupFirstSchema(dialect, ada.row);
      const before = await place.rows();
      await using programs = new AsyncDisposableStack();
      const servers = Array.from({ length: 5 }, () => programs.use(start(place)));
      const states = await Promise.all(
        servers.map(async (server) => {
          const open = server.says(/Open +(\S+)/).catch(() => null);
          await server.says(/Ready in/).catch(() => null);
          return (await open)?.[1] ?? null;
        }),
      );
      const urls = states.filter((url) => url !== null);
      const ended = servers.filter((_, index) => states[index] === null);
      expect([urls.length, ended.length]).toEqual(dialect === 'sqlite' ? [1, 4] : [5, 0]);
      for (const server of ended) {
        const { code, stderr } = await server.ended();
        expect([code, stderr]).toEqual([1, expect.stringMatching(/^Typedo cannot start\. Another server, .*\n$/)]);
      }
      const [initial, ...pending] = await place.ran();
      expect([initial, new Set(pending).size]).toEqual([first, pending.length]);
      expect(pending.length).toBeGreaterThan(0);
      expect(ranIn(servers)).toEqual(pending);
      const after = await place.rows();
      expect(after).toEqual(before);
      expect(await place.faults()).toEqual([]);

      for (const url of urls) {
        const { tasks } = await snapshotOf(createTypedo({ url, apiKey: ada.apiKey }));
        expect(tasks.size).toBe(450); // of 500, which are not in the trash
        const headers = { cookie: ada.cookie, origin: url };
        expect((await fetch(`${url}/trpc/task.count`, { headers })).status).toBe(200);
        const signIn = { email: ada.row.email, password: ada.password };
        const answer = await fetch(`${url}/api/auth/sign-in/email`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: url },
          body: JSON.stringify(signIn),
        });
        expect(answer.status).toBe(200);
      }
      const count = Object.values(before).reduce((sum, rows) => sum + rows.length, 0);
      await annotate(
        `${count} rows in ${Object.keys(before).length} tables, ${pending.length} migrations, run once by 5 servers: ` +
          `rows lost or changed 0; ${urls.length} serve, ${ended.length} said that another one does`,
        'figure',
      );
    });

    it('a server that is killed while it migrates leaves a database that the next start repairs', async ({
      annotate,
    }) => {
      const { row } = await owner();
      const moments = new Map<string, number>();
      let rows = 0;
      for (let kill = 0; kill < kills; kill++) {
        await using place = await setupFirstSchema(dialect, row);
        const before = await place.rows();
        rows += Object.values(before).reduce((sum, all) => sum + all.length, 0);
        const moment = await killAt(place, (['first', 'waiting', 'changing'] as const)[kill % 3] ?? 'first');
        const ran = await place.ran();
        const name = `${moment}, ${ran.length === 1 ? 'unfinished' : 'finished'}`;
        moments.set(name, (moments.get(name) ?? 0) + 1);

        await using next = start(place);
        await next.says(/Ready in/);
        const all = await place.ran();
        expect([new Set(all).size, ranIn([next])]).toEqual([all.length, all.slice(ran.length)]);
        expect(await place.rows()).toEqual(before);
        expect(await place.faults()).toEqual([]);
        expect(leftovers(place)).toEqual([]);
        next.process.kill('SIGTERM');
        expect(await next.ended()).toMatchObject({ code: 0, stderr: '' });
      }
      const when = [...moments].map(([name, times]) => `${times} ${name}`).join('; ');
      await annotate(`${kills} kills (${when}): ${rows} rows, lost or changed 0, starts that failed after 0`, 'figure');
    });
  });
}

/**
 * Starts a server and kills it while it migrates: at the first sign that it does (on SQLite, while it copies the file), while it waits in the
 * middle for somebody who writes (on SQLite with foreign keys off), or at any moment of its going on then.
 */
async function killAt(place: FirstPlace, moment: 'first' | 'waiting' | 'changing'): Promise<string> {
  await using server = start(place);
  const isSqlite = place.url.startsWith('sqlite:');
  const sign = isSqlite ? async () => partsOf(place).length > 0 : () => place.isMigrating();
  const begun = () => expect.poll(sign, { interval: 2, timeout: 60_000 }).toBe(true);
  if (moment === 'first') {
    await begun();
  } else {
    // PostgreSQL is written to all the time; on SQLite nobody could open the file then.
    if (isSqlite) await begun();
    const release = await place.hold();
    await (isSqlite ? server.says(/Copied the database/) : begun());
    await sleep(100); // until it waits
    if (moment === 'waiting') server.process.kill('SIGKILL');
    await release();
    if (moment === 'changing') await sleep(randomInt(isSqlite ? 150 : 30));
  }
  server.process.kill('SIGKILL');
  await server.ended();
  return moment;
}

const fileOf = ({ url }: FirstPlace) => url.slice('sqlite:'.length);

function partsOf(place: FirstPlace): string[] {
  const file = fileOf(place);
  return existsSync(file) ? globSync(`${basename(file)}.before-*.part*`, { cwd: dirname(file) }) : [];
}

/** What an interrupted migration left beside the file; the copy of before is no leftover. */
function leftovers(place: FirstPlace): string[] {
  return place.url.startsWith('sqlite:') ? partsOf(place) : [];
}
