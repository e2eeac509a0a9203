import type { Replica } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { withBrowser } from '../setup-app.ts';
import type { PageSdk } from './page.ts';
import { rolesOf, setupTabs, expectSoon, withoutDatabase } from './tabs.ts';

declare const sdk: PageSdk;
declare const replica: Replica;
/** How often the lock was asked for. */
declare let asked: number;

const browser = withBrowser();

describe.each([2, 6])('%i tabs', (count) => {
  it('show the same, hold one stream, and send each write once and in order', async () => {
    await using tabs = await setupTabs(browser());
    const all = await Promise.all(Array.from({ length: count }, () => tabs.open()));
    await rolesOf(all);
    const expected: string[] = [];
    for (const [index, tab] of all.entries()) {
      const titles = [`${index}a`, `${index}b`, `${index}c`];
      await tab.create(...titles);
      expected.push(...titles);
    }
    await tabs.ada.typedo().task.create.mutate({ title: 'from elsewhere' });
    expected.push('from elsewhere');
    for (const tab of all) await expectSoon(tab.titles).toEqual(expected);
    for (const [index, tab] of all.entries())
      await expectSoon(tab.outcomes).toEqual(expected.slice(index * 3, index * 3 + 3));
    for (const tab of all) await expectSoon(async () => (await tab.status()).pending).toBe(0);
    for (const tab of all) await expectSoon(async () => (await tab.status()).phase).toBe('live');
    expect(await tabs.stored()).toEqual(expected);
    expect(tabs.server.http.streams.size).toBe(1);
    const sent = tabs.pushes.flatMap((body) => [...body.matchAll(/"title":"(\d\w)"/g)].map(([, title]) => title));
    expect(sent).toEqual(expected.slice(0, -1));
    await Promise.all(all.map(({ page }) => page.evaluate(() => replica.synced())));
  });
});

it('a tab that is closed in the middle of a push is followed by another, which loses and doubles nothing', async () => {
  await using tabs = await setupTabs(browser());
  const all = [await tabs.open(), await tabs.open(), await tabs.open()];
  const { leader, followers } = await rolesOf(all);
  const [follower, other] = followers as [typeof leader, typeof leader]; // of three, two
  // The server does what it is sent, and the tab is closed before it hears of it.
  const held = Promise.withResolvers<void>();
  await leader.page.route('**/trpc/sync.push', async (route) => {
    await route.fetch();
    held.resolve();
  });
  await follower.create('one', 'two');
  await held.promise;
  await other.create('three');
  await follower.create('four');
  await leader.page.close();
  const titles = ['one', 'two', 'three', 'four'];
  await rolesOf(followers);
  for (const tab of followers) await expectSoon(async () => (await tab.status()).pending).toBe(0);
  for (const tab of followers) expect(await tab.titles()).toEqual(titles.toSorted());
  await expectSoon(follower.outcomes).toEqual(['one', 'two', 'four']);
  await expectSoon(other.outcomes).toEqual(['three']);
  expect(await tabs.stored()).toEqual(titles.toSorted());
  await expectSoon(() => tabs.server.http.streams.size).toBe(1);
});

it('a tab that is closed right after 20 writes of one tick keeps them all', async () => {
  await using tabs = await setupTabs(browser());
  const all = [await tabs.open(), await tabs.open()];
  const { leader, followers } = await rolesOf(all);
  const [follower] = followers as [typeof leader]; // of two, one
  await expectSoon(async () => (await leader.status()).phase).toBe('live');
  const titles = Array.from({ length: 20 }, (_, index) => `task ${String(index).padStart(2, '0')}`);
  await follower.page.evaluate((titles) => {
    for (const title of titles) void replica.create({ title });
    // What was begun in this task is all that the tab ever does.
    setTimeout(() => {
      for (const end = performance.now() + 60_000; performance.now() < end;);
    });
  }, titles);
  await follower.page.close();
  await expectSoon(leader.titles).toEqual(titles);
  await expectSoon(() => tabs.stored()).toEqual(titles);
});

it('a tab that hangs is replaced, and writes nothing more when it wakes up, whatever it hears of that', async () => {
  await using tabs = await setupTabs(browser());
  // It never hears that its lock was taken away.
  await tabs.context.addInitScript(() => {
    if (!('locks' in navigator)) return; // of about:blank
    const request = navigator.locks.request.bind(navigator.locks) as (...args: unknown[]) => Promise<unknown>;
    const deaf = (...args: unknown[]) =>
      request(...args).catch((error: unknown) => {
        if (String(error).includes('steal')) return new Promise(() => {});
        throw error;
      });
    Object.assign(navigator.locks, { request: deaf });
  });
  const all = [await tabs.open(), await tabs.open()];
  const { leader, followers } = await rolesOf(all);
  const [follower] = followers as [typeof leader]; // of two, one
  await expectSoon(async () => (await leader.status()).phase).toBe('live');
  void leader.page
    .evaluate(() => {
      for (const end = performance.now() + 12_000; performance.now() < end;);
    })
    .catch(() => {});
  await follower.create('while it hangs');
  await expectSoon(async () => (await follower.status()).tab?.leads).toBe(true);
  await expectSoon(async () => (await tabs.stored()).length).toBe(1);
  await tabs.ada.typedo().task.create.mutate({ title: 'news for both' });
  // Awake, it reads that on its own stream, must not keep it, and so ends.
  await expectSoon(async () => (await leader.status()).tab?.leads).toBe(false);
  await expectSoon(() => tabs.server.http.streams.size).toBe(1);
  for (const tab of all) await expectSoon(tab.titles).toEqual(['news for both', 'while it hangs']);
  await leader.create('after it');
  await expectSoon(async () => (await tabs.stored()).length).toBe(3);
  for (const tab of all) await expectSoon(tab.titles).toEqual(['after it', 'news for both', 'while it hangs']);
});

it('a tab that stands still is replaced, and is in step again when it goes on', async () => {
  await using tabs = await setupTabs(browser());
  const all = [await tabs.open(), await tabs.open()];
  const { leader, followers } = await rolesOf(all);
  const [follower] = followers as [typeof leader]; // of two, one
  const goOn = await leader.stand();
  await follower.create('one');
  await expectSoon(async () => (await follower.status()).tab?.leads).toBe(true);
  await expectSoon(() => tabs.stored()).toEqual(['one']);
  await goOn();
  await expectSoon(async () => (await leader.status()).tab?.leads).toBe(false);
  await expectSoon(leader.titles).toEqual(['one']);
  await leader.create('two');
  await expectSoon(follower.titles).toEqual(['one', 'two']);
  await expectSoon(leader.outcomes).toEqual(['two']);
  await expectSoon(() => tabs.server.http.streams.size).toBe(1);
});

it('begins offline with what was there, and sends later what is written then', async () => {
  await using tabs = await setupTabs(browser());
  const before = await tabs.open();
  await before.create('one');
  await expectSoon(async () => (await before.status()).pending).toBe(0);
  await before.page.close();
  await tabs.line.cut();
  const tab = await tabs.open();
  await expectSoon(tab.titles).toEqual(['one']);
  await expectSoon(async () => (await tab.status()).phase).toBe('offline');
  await tab.create('two');
  await tab.page.close();
  const last = await tabs.open();
  await expectSoon(last.titles).toEqual(['one', 'two']);
  expect((await last.status()).pending).toBe(1);
  await tabs.line.heal();
  await expectSoon(async () => (await tabs.stored()).length).toBe(2);
  await expectSoon(async () => (await last.status()).pending).toBe(0);
});

it('another account sees and sends nothing of the first, and the first finds its own', async () => {
  await using tabs = await setupTabs(browser());
  const bob = await tabs.server.signUp('Bob');
  const first = await tabs.open();
  await first.create('of Ada');
  await expectSoon(async () => (await tabs.stored()).length).toBe(1);
  await tabs.signIn(bob);
  await first.page.evaluate(() => replica.resume());
  await expectSoon(async () => (await first.status()).phase).toBe('signedOut');
  await first.create('of Ada, unsent');
  const second = await tabs.open(bob);
  await second.create('of Bob');
  await expectSoon(() => tabs.stored(bob)).toEqual(['of Bob']);
  expect(await second.titles()).toEqual(['of Bob']);
  expect((await first.status()).pending).toBe(1);
  expect(await first.titles()).toEqual(['of Ada', 'of Ada, unsent']);
  await second.page.close();
  await tabs.signIn(tabs.ada);
  await first.page.evaluate(() => replica.resume());
  await expectSoon(() => tabs.stored()).toEqual(['of Ada', 'of Ada, unsent']);
  expect((await tabs.stored(bob)).length).toBe(1);
});

it('forgets an account in all tabs, one that stands still too, and begins anew when it is opened again', async () => {
  await using tabs = await setupTabs(browser());
  const all = [await tabs.open(), await tabs.open(), await tabs.open()];
  const { leader, followers } = await rolesOf(all);
  const [follower, still] = followers as [typeof leader, typeof leader]; // of three, two
  await follower.create('one');
  for (const tab of all) await expectSoon(tab.titles).toEqual(['one']);
  const goOn = await still.stand();
  await tabs.line.cut();
  await follower.create('never sent');
  await follower.page.evaluate((userId) => sdk.forgetReplica(userId), tabs.ada.userId);
  // The first still waits for the tab that stands, and the second for the first.
  await follower.page.evaluate((userId) => sdk.forgetReplica(userId), tabs.ada.userId);
  for (const tab of [leader, follower]) {
    await expectSoon(tab.titles).toEqual([]);
    await expectSoon(async () => (await tab.status()).phase).toBe('closed');
    await expect(tab.create('too late')).rejects.toThrow('removed');
  }
  await goOn();
  await expectSoon(still.titles).toEqual([]);
  await expectSoon(() => follower.page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  await tabs.line.heal();
  const again = await tabs.open();
  await expectSoon(again.titles).toEqual(['one']);
  expect((await again.status()).pending).toBe(0);
});

it('ends a tab whose write waits for the turn of one that it never heard of', async () => {
  await using tabs = await setupTabs(browser());
  const tab = await tabs.open();
  await rolesOf([tab]);
  await expectSoon(async () => (await tab.status()).phase).toBe('live');
  await tab.page.evaluate(async (userId) => {
    const opening = indexedDB.open(`typedo-replica:${userId}`);
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    const database = opening.result;
    const tx = database.transaction('steps', 'readwrite');
    tx.objectStore('steps').clear();
    tx.objectStore('steps').add({});
    await new Promise((resolve) => tx.addEventListener('complete', resolve));
    database.close();
    const isKept = new Promise((resolve) => {
      const channel = new BroadcastChannel(`typedo-replica:${userId}`);
      channel.addEventListener(
        'message',
        ({ data }: MessageEvent<{ kind: string }>) => data.kind === 'step' && resolve(data),
      );
    });
    void replica.create({ title: 'one' });
    await isKept;
    await sdk.forgetReplica(userId);
  }, tabs.ada.userId);
  await expectSoon(async () => (await tab.status()).phase).toBe('closed');
  expect(await tab.titles()).toEqual([]);
});

it('a tab that keeps nothing goes its own way beside those that do, but is forgotten with them', async () => {
  await using tabs = await setupTabs(browser());
  const alone = await tabs.open(tabs.ada, withoutDatabase);
  await expectSoon(async () => (await alone.status()).phase).toBe('live');
  const tab = await tabs.open();
  const titles = ['one', 'two', 'three', 'four', 'five'].toSorted();
  for (const title of titles) await tab.create(title);
  await expectSoon(async () => (await tab.status()).pending).toBe(0);
  await expectSoon(alone.titles).toEqual(titles);
  await alone.create('of its own');
  await expectSoon(async () => (await alone.status()).pending).toBe(0);
  await expectSoon(alone.outcomes).toEqual(['of its own']);
  for (const each of [alone, tab]) await expectSoon(each.titles).toEqual([...titles, 'of its own'].toSorted());
  // What a tab takes for another's is not taken for its own answer.
  expect(tabs.pushes.filter((body) => body.includes('of its own')).length).toBe(1);
  expect(tabs.pushes.filter((body) => body.includes('"one"')).length).toBe(1);
  const late = await tabs.open(tabs.ada, withoutDatabase);
  await late.create('late');
  await expectSoon(async () => (await late.status()).pending).toBe(0);
  await tab.page.evaluate((userId) => sdk.forgetReplica(userId), tabs.ada.userId);
  for (const each of [alone, late]) await expectSoon(each.titles).toEqual([]);
});

it('an account that was forgotten where there was nothing of it is kept when it is opened', async () => {
  await using tabs = await setupTabs(browser());
  const page = await tabs.context.newPage();
  await page.goto('/page');
  await page.evaluate(async (userId) => {
    // The page is closed before the database is deleted, or a tab that hangs is in the way.
    IDBFactory.prototype.deleteDatabase = () => {
      throw new DOMException('Not now', 'AbortError');
    };
    await sdk.forgetReplica(userId).catch(() => {});
  }, tabs.ada.userId);
  const tab = await tabs.open();
  await rolesOf([tab]);
  expect((await tab.status()).tab?.storage).toBe('device');
});

it('a tab whose browser refuses it the lock shows and keeps what is written, and asks again without haste', async () => {
  await using tabs = await setupTabs(browser());
  const tab = await tabs.open(tabs.ada, () => {
    if (!('locks' in navigator)) return; // of about:blank
    Object.assign(globalThis, { asked: 0 });
    Object.assign(navigator.locks, {
      request: () => {
        asked++;
        return Promise.reject(new DOMException('Not now', 'InvalidStateError'));
      },
    });
  });
  await tab.create('one');
  expect(await tab.titles()).toEqual(['one']);
  // No more than one a second, and one at once.
  const [times, seconds] = await tab.page.evaluate(() => [asked, performance.now() / 1_000] as const);
  expect(times).toBeLessThanOrEqual(seconds + 1);
});
