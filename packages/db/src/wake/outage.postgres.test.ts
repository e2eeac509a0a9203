import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startChild } from '../testing/child.ts';
import { setupTcpProxy, setupTransactionPooler } from '../testing/index.ts';
import { eventually, setupWakeUps, type TestWakeUps, type WakingServer } from '../testing/setup-wake-ups.ts';

/** While it listens nothing comes by polling, while it does not listen it comes soon. */
const timings = { poll: 20, pollListening: 600_000 };

const notHeard =
  /^Live updates of other servers are polled for, until listening works again: PostgreSQL 127\.0\.0\.1:\d+\/\w+ is not heard \(/;
const swallowed =
  /^Live updates of other servers are polled for: PostgreSQL 127\.0\.0\.1:\d+\/\w+ takes LISTEN and delivers nothing, as poolers do\. Let DATABASE_DIRECT_URL name/;

describe('wake-ups over PostgreSQL', { timeout: 20_000 }, () => {
  it('go on by polling when an operator ends the listener, which listens again by itself', async () => {
    await using world = await setupWakeUps();
    const server = await world.server({ timings });
    const ada = server.follow(await world.account('ada'));
    for (const breaks of [1, 2]) {
      await expectNotified(world, server);
      const { wakes } = ada;
      await world.admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'typedo-listener'`,
      );
      await world.change('ada');
      await eventually(() => ada.wakes).toBeGreaterThan(wakes);
      expect(server.wakeUps.stats().breaks).toBe(breaks);
      expect(server.troubles).toHaveLength(breaks);
      expect(server.troubles.at(-1)).toEqual({ line: expect.stringMatching(notHeard), cause: undefined });
      expect(server.troubles.at(-1)?.line).toContain('(terminating connection due to administrator command)');
    }
    await expectNotified(world, server);
    expect(await world.listeners()).toBe(1);
  });

  it("go on by polling while the listener's host is away, at first and later, which is said once", async () => {
    await using world = await setupWakeUps();
    await using proxy = await setupTcpProxy(world.url, { closed: true });
    const fast = { ...timings, retry: 10, retryLongest: 20 };
    const recoveries: string[] = [];
    const onRecovery = (line: string) => void recoveries.push(line);
    const server = await world.server({ directUrl: proxy.url, timings: fast, onRecovery });
    await expectPolled(world, server);
    await proxy.heal();
    await expectNotified(world, server);
    await proxy.cut();
    await expectPolled(world, server);
    await expectPolled(world, server);
    await proxy.heal();
    await expectNotified(world, server);
    expect(server.wakeUps.stats().breaks).toBe(2);
    const again = expect.stringMatching(/^Live updates of other servers are heard again from PostgreSQL 127\.0\.0\.1:/);
    expect(recoveries).toEqual([again, again]);
    expect(server.troubles.map(({ line }) => line)).toEqual([
      expect.stringMatching(/is not heard \(connect ECONNREFUSED/),
      expect.stringMatching(/is not heard \(Connection terminated unexpectedly\), for the \d. time since the start$/),
    ]);
  });

  it('go on listening while the pool is too busy to test the line', async () => {
    await using world = await setupWakeUps();
    const server = await world.server({ timings: { ...timings, testAgain: 50 } });
    server.follow(await world.account('ada'));
    await expectNotified(world, server);
    const { pool } = server.database;
    const taken = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
    await eventually(() => pool.waitingCount).toBeGreaterThan(0);
    await eventually(() => pool.waitingCount).toBe(0); // one that waits gives up after some seconds
    for (const client of taken) client.release();
    await expectNotified(world, server);
    expect([server.wakeUps.stats().breaks, server.troubles]).toEqual([0, []]);
  });

  it('notice that the line went dead, and go on by polling until it is alive', async () => {
    await using world = await setupWakeUps();
    await using proxy = await setupTcpProxy(world.url);
    const server = await world.server({ directUrl: proxy.url, timings: { ...timings, test: 1_000, testAgain: 50 } });
    await expectNotified(world, server);
    proxy.hang();
    await eventually(() => server.wakeUps.stats().breaks).toBe(1);
    await expectPolled(world, server);
    expect(server.troubles).toEqual([
      {
        line: expect.stringMatching(
          /is not heard \(a notification did not arrive\), for the \d. time since the start$/,
        ),
        cause: undefined,
      },
    ]);
    await proxy.heal();
    await expectNotified(world, server);
  });

  it('go on by polling where a pooler swallows notifications, with one line that says what to do', async () => {
    await using world = await setupWakeUps();
    await using pooler = await setupTransactionPooler(world.url);
    const fast = { ...timings, test: 500, retrySwallowed: 10 };
    const server = await world.server({ url: pooler.url, timings: fast });
    await expectPolled(world, server);
    await eventually(() => pooler.swallowed).toBeGreaterThan(2);
    await expectPolled(world, server);
    expect(server.wakeUps.stats()).toMatchObject({ listening: false, breaks: 1 });
    expect(server.troubles).toEqual([{ line: expect.stringMatching(swallowed), cause: undefined }]);
    pooler.deliver();
    await expectNotified(world, server);
  });

  it('listen past the pooler, on the direct URL', async () => {
    await using world = await setupWakeUps();
    await using pooler = await setupTransactionPooler(world.url);
    const server = await world.server({ url: pooler.url, directUrl: world.url, timings });
    await expectNotified(world, server);
    const other = await world.server({ url: pooler.url });
    const ada = server.follow('ada');
    other.wakeUps.wake('ada');
    await eventually(() => ada.wakes).toBe(1);
    expect([pooler.swallowed, server.troubles]).toEqual([0, []]);
  });

  it('survive an outage of the whole database, which is said once of each way', async () => {
    await using world = await setupWakeUps();
    await using proxy = await setupTcpProxy(world.url);
    const fast = { ...timings, retry: 10, retryLongest: 20, pollAway: 30 };
    const server = await world.server({ url: proxy.url, timings: fast });
    const ada = server.follow(await world.account('ada'));
    await server.listens();
    await proxy.cut();
    for (const unsent of [1, 2, 3]) {
      server.wakeUps.wake('ada');
      await eventually(() => server.wakeUps.stats().unsent).toBe(unsent);
    }
    await eventually(() => server.troubles.length).toBe(3);
    await world.change('ada');
    const { wakes } = ada;
    await proxy.heal();
    await eventually(() => ada.wakes).toBeGreaterThan(wakes);
    await server.listens();
    server.wakeUps.wake('bob');
    await eventually(() => world.payloads.at(-1)).toContain('bob');
    const lines = server.troubles.map(({ line }) => line.replace(/ \(.*| failed.*|:.*/, '')).toSorted();
    expect(lines).toEqual([
      'Live updates are late',
      'Live updates of other servers are polled for, until listening works again',
      'Other servers hear late of changes',
    ]);
  });

  it('end while nothing is answered, and a process with them', async () => {
    await using world = await setupWakeUps();
    await using proxy = await setupTcpProxy(world.url);
    await using child = startChild(`
      const { createOrm, createWakeUps } = await import('./index.ts');
      const database = await createOrm({ url: ${JSON.stringify(world.url)}, pool: { min: 0, max: 5 } });
      const wakeUps = createWakeUps(database, { directUrl: ${JSON.stringify(proxy.url)}, timings: { poll: 10 } });
      say('ready');
      await go();
      wakeUps.subscribe('ada', () => {});
      say('subscribed');
      await go();
      wakeUps.wake('ada');
      await wakeUps[Symbol.asyncDispose]();
      await database.close();
      say('ended');
    `);
    await child.line();
    proxy.hang();
    child.go();
    await child.line();
    await eventually(() => proxy.connections).toBe(1);
    child.go();
    expect(await child.end()).toEqual(['"ended"']);
  });
});

/** It listens, or soon does, and what another server announces arrives. */
async function expectNotified(world: TestWakeUps, server: WakingServer): Promise<void> {
  const other = await world.server();
  const userId = randomUUID();
  const following = server.follow(userId);
  await eventually(() => server.wakeUps.stats().listening).toBe(true);
  // Polling wakes somebody new once, and not again while nothing changes.
  for (const wakes of [1, 2, 3]) {
    other.wakeUps.wake(userId);
    await eventually(() => following.wakes).toBeGreaterThanOrEqual(wakes);
  }
  following.leave();
}

/** It does not listen, and what changes is found. */
async function expectPolled(world: TestWakeUps, server: WakingServer): Promise<void> {
  await eventually(() => server.wakeUps.stats().listening).toBe(false);
  const userId = await world.account(randomUUID());
  const following = server.follow(userId);
  await eventually(() => following.wakes).toBe(1);
  await world.change(userId);
  await eventually(() => following.wakes).toBe(2);
  following.leave();
}
