import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import pg from 'pg';
import { expect, test, vi } from 'vitest';

import { openLease } from './postgres-lease.ts';
import { acquirePostgresServer } from './postgres-server.ts';

test('processes that start at once share one server', async () => {
  await using world = await setupWorld({ idleMs: 100 });
  const users = await Promise.all([world.user(), world.user(), world.user()]);
  expect(new Set(users.map(({ url }) => url)).size).toBe(1);
  expect(await world.clusters()).toHaveLength(1);
});

test('the server goes away after its last user, even one that was killed', async () => {
  await using world = await setupWorld({ idleMs: 500 });
  const [first, last] = await Promise.all([world.user(), world.user()]);
  await kill(first.process);
  await sleep(700);
  expect(await ping(last.url)).toBe('alive');
  await kill(last.process);
  await world.ended();
  expect(await ping(last.url)).toBe('ECONNREFUSED');
});

test('what a killed supervisor left behind is cleaned up by the next one', async () => {
  await using world = await setupWorld({ idleMs: 100 });
  const supervisor = world.supervisor();
  using stale = await vi.waitUntil(() => openLease(world.folder), { timeout: 10_000 });
  await kill(supervisor);
  expect(await ping(stale.url)).toBe('alive');
  using server = await acquirePostgresServer(world);
  expect(await ping(server.url)).toBe('alive');
  expect(await ping(stale.url)).toBe('ECONNREFUSED');
  expect(await world.clusters()).toHaveLength(1);
});

test('a server that was killed is replaced', async () => {
  await using world = await setupWorld({ idleMs: 100 });
  using stale = await acquirePostgresServer(world);
  const pidFile = await readFile(join(stale.logFile, '../data/postmaster.pid'), 'utf8');
  process.kill(Number.parseInt(pidFile, 10), 'SIGKILL');
  await world.ended();
  using server = await acquirePostgresServer(world);
  expect(await ping(server.url)).toBe('alive');
});

test("whoever waits for the end of a user's output does not wait for the server", async () => {
  await using world = await setupWorld({ idleMs: 2_000 });
  const user = await world.user();
  user.process.kill();
  // Comes once every pipe is closed, the one that the user knows nothing of included.
  await once(user.process, 'close');
  expect(await ping(user.url)).toBe('alive');
});

test('the server speaks UTF-8 and refuses a wrong password', async () => {
  await using world = await setupWorld({ idleMs: 100 });
  using server = await acquirePostgresServer(world);
  const client = new pg.Client(server.url);
  await client.connect();
  const { rows } = await client.query("select lower('ÄΣ') as lower, char_length('😀') as length");
  await client.end();
  expect(rows).toEqual([{ lower: 'äσ', length: 1 }]);
  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  expect(await ping(wrong.href)).toBe('28P01');
});

/** A folder for servers of one test's own, with the processes that use them. */
async function setupWorld({ idleMs }: { idleMs: number }) {
  const folder = await mkdtemp(join(tmpdir(), 'typedo-'));
  // PostgreSQL may run as another user.
  await chmod(folder, 0o755);
  const children: ChildProcess[] = [];
  const module = new URL('./postgres-server.ts', import.meta.url).href;
  const program = `
    import { acquirePostgresServer } from ${JSON.stringify(module)};
    const server = await acquirePostgresServer(${JSON.stringify({ folder, idleMs })});
    console.log(server.url);
    setInterval(() => {}, 1_000);`;

  const clusters = async () => (await readdir(folder)).filter((name) => name.startsWith('run-'));
  const ended = () => vi.waitFor(async () => expect(await clusters()).toEqual([]), { timeout: 10_000 });
  return {
    folder,
    idleMs,
    clusters,
    ended,
    async user() {
      // The last descriptor is beyond those that Node hides from its children by itself.
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
        stdio: ['ignore', 'pipe', 'inherit', ...Array.from({ length: 22 }, () => 'ignore' as const), 'pipe'],
      });
      children.push(child);
      for await (const line of child.stdout ?? []) return { process: child, url: String(line).trim() };
      throw new Error('The user ended.');
    },
    supervisor() {
      const file = fileURLToPath(new URL('./postgres-supervisor.ts', import.meta.url));
      const child = spawn(process.execPath, [file, folder, '60000'], { stdio: 'inherit' });
      children.push(child);
      return child;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map(kill));
      await ended();
      await rm(folder, { recursive: true });
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** "alive", or the code of the error that connecting ended with. */
async function ping(url: string): Promise<string> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    await client.end();
    return 'alive';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
