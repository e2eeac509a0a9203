import { describe, expect, it } from 'vitest';
import { eventually, setupWakeUps } from '../testing/setup-wake-ups.ts';

/** Long enough that nothing in a test comes by polling, but for the look that every listener begins with. */
const unpolled = { poll: 600_000, pollListening: 600_000 };

describe('wake-ups over PostgreSQL', () => {
  it('reach the subscribers of another server', async () => {
    await using world = await setupWakeUps();
    const [a, b] = [await world.server({ timings: unpolled }), await world.server({ timings: unpolled })];
    const [ada, eve] = [b.follow('ada'), b.follow('eve')];
    await b.listens();
    expect(b.wakeUps.stats()).toEqual({ listening: true, breaks: 0, unsent: 0, subscribers: 2 });
    a.wakeUps.wake('ada');
    await eventually(() => ada.wakes).toBe(2);
    expect(eve.wakes).toBe(1);
    expect([...a.troubles, ...b.troubles]).toEqual([]);
  });

  it("reach the server's own subscribers at once, and only once", async () => {
    await using world = await setupWakeUps();
    const [a, b] = [await world.server({ timings: unpolled }), await world.server({ timings: unpolled })];
    const [ada, bob] = [a.follow('ada'), a.follow('bob')];
    await a.listens();
    a.wakeUps.wake('ada');
    expect(ada.wakes).toBe(2);
    await eventually(() => world.payloads.filter((payload) => payload.includes('ada'))).toHaveLength(1);
    b.wakeUps.wake('bob'); // notifications come in the order of their commits
    await eventually(() => bob.wakes).toBe(2);
    expect(ada.wakes).toBe(2);
  });

  it('are sent in one statement a tick, each user once, and while that is under way wait for the next', async () => {
    await using world = await setupWakeUps();
    const a = await world.server();
    for (let round = 0; round < 100; round++) for (const userId of ['ada', 'bob', 'eve']) a.wakeUps.wake(userId);
    await eventually(() => world.payloads.map(userIdsOf)).toEqual([['ada', 'bob', 'eve']]);
    expect(a.statements).toBe(1);

    const connections = await Promise.all([1, 2, 3, 4, 5].map(() => a.database.pool.connect()));
    a.wakeUps.wake('ada');
    await eventually(() => a.database.pool.waitingCount).toBe(1);
    for (let round = 0; round < 100; round++) {
      a.wakeUps.wake(round % 2 === 0 ? 'bob' : 'eve');
      await world.admin.query('select');
    }
    expect(a.database.pool.waitingCount).toBe(1);
    for (const connection of connections) connection.release();
    await eventually(() => world.payloads.slice(1).map(userIdsOf)).toEqual([['ada'], ['bob', 'eve']]);
    expect(a.statements).toBe(1 + 5 + 2);
  });

  it('reach users with ids of any length and letters, as many as there are', async () => {
    await using world = await setupWakeUps();
    const [a, b] = [await world.server({ timings: unpolled }), await world.server({ timings: unpolled })];
    const odd = ['"]', `a\\b'; drop table heads; --`, '\n\u{1}\u{7f}', ' ', '𝒳'.repeat(255), '\u{1}'.repeat(255)];
    const many = Array.from({ length: 2_500 }, (_, index) => `${'ü'.repeat(40)}${index}`);
    const following = [...odd, ...many].map((userId) => b.follow(userId));
    await b.listens();
    for (const userId of [...odd, ...many]) a.wakeUps.wake(userId);
    await eventually(() => following.every(({ wakes }) => wakes === 2)).toBe(true);
    expect(a.statements).toBe(1);
    // Whoever looks on hears of them in its own time.
    const sent = () => world.payloads.filter((payload) => userIdsOf(payload).length > 0);
    await eventually(() => new Set(sent().flatMap(userIdsOf)).size).toBe(odd.length + many.length);
    expect(sent().length).toBeGreaterThan(20);
    expect(Math.max(...sent().map((payload) => Buffer.byteLength(payload)))).toBeLessThan(8_000);
  });

  it('need neither a listener nor a poll while nobody subscribes, nor soon after the last has left', async () => {
    await using world = await setupWakeUps();
    const timings = { linger: 50, poll: 5, pollListening: 5 };
    const [a, clock] = [await world.server({ timings }), await world.server({ timings })];
    clock.follow('eve');
    await clock.listens();
    const polls = async (count: number) => {
      const start = clock.statements;
      await eventually(() => clock.statements).toBeGreaterThan(start + count);
    };
    await polls(20);
    expect([a.statements, await world.listeners()]).toEqual([0, 1]);

    const [first, second] = [a.follow('ada'), a.follow('ada')];
    await a.listens();
    expect(await world.listeners()).toBe(2);
    first.leave();
    first.leave();
    await polls(40);
    expect(await world.listeners()).toBe(2);
    second.leave();
    const again = a.follow('ada'); // a page that is loaded anew
    await polls(40);
    expect([await world.listeners(), a.wakeUps.stats().breaks]).toEqual([2, 0]);

    again.leave();
    await eventually(world.listeners).toBe(1);
    await eventually(() => a.wakeUps.stats().listening).toBe(false);
    const before = a.statements;
    await polls(20);
    expect(a.statements).toBe(before);
    expect(a.troubles).toEqual([]);

    a.follow('ada');
    await a.listens();
    expect(await world.listeners()).toBe(2);
  });

  it('come by polling when a notification was lost', async () => {
    await using world = await setupWakeUps();
    const b = await world.server({ timings: { ...unpolled, pollListening: 20 } });
    const [ada, eve] = [b.follow(await world.account('ada')), b.follow(await world.account('eve'))];
    await b.listens();
    await world.change('ada');
    await eventually(() => ada.wakes).toBe(2);
    await world.change('ada');
    await eventually(() => ada.wakes).toBe(3);
    expect(eve.wakes).toBe(1);
  });

  it('come to everybody when the database was restored from a backup', async () => {
    await using world = await setupWakeUps();
    const b = await world.server({ timings: { ...unpolled, pollListening: 20 } });
    await world.change(await world.account('ada'));
    const following = ['ada', 'somebody without tasks'].map((userId) => b.follow(userId));
    await b.listens();
    expect(following.map(({ wakes }) => wakes)).toEqual([1, 1]);
    await world.admin.query(`update epochs set epoch = 'restored'`);
    await eventually(() => following.map(({ wakes }) => wakes)).toEqual([2, 2]);
  });

  it('end with their connection, at once and twice, and what was to be sent is sent', async () => {
    await using world = await setupWakeUps();
    const [a, b] = [await world.server({ timings: unpolled }), await world.server({ timings: unpolled })];
    const [ada, bob] = [a.follow('ada'), b.follow('bob')];
    await Promise.all([a.listens(), b.listens()]);
    a.wakeUps.wake('bob');
    await Promise.all([a.wakeUps[Symbol.asyncDispose](), a.wakeUps[Symbol.asyncDispose]()]);
    await eventually(() => bob.wakes).toBe(2);
    await eventually(world.listeners).toBe(1);
    ada.leave();
    a.follow('ada');
    a.wakeUps.wake('bob');
    await a.wakeUps[Symbol.asyncDispose]();
    expect(a.wakeUps.stats().listening).toBe(false);
    expect([await world.listeners(), bob.wakes, a.troubles.length]).toEqual([1, 2, 0]);
  });
});

function userIdsOf(payload: string): unknown[] {
  return (JSON.parse(payload) as unknown[]).slice(1); // an array is what is sent
}
