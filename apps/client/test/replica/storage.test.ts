import { newId, contractVersion, type Replica } from '@typedo/sdk';
import type { Person } from '@typedo/server/testing';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { withBrowser } from '../setup-app.ts';
import { expectSoon, rolesOf, setupTabs, withoutDatabase } from './tabs.ts';

declare const replica: Replica;
declare const outcomes: string[];

const browser = withBrowser();

it('a snapshot that was stored by half is never seen, and what was there before is', async () => {
  await using tabs = await setupTabs(browser());
  const before = await tabs.open();
  await before.create('old');
  await expectSoon(async () => (await before.status()).pending).toBe(0);
  await before.page.close();
  await fill(tabs.ada, 1_200);
  // A server that cannot tell what changed since: each tab reads the whole anew, and the first is closed at the second of three parts.
  const told = new Set<Page>();
  await tabs.context.route('**/trpc/sync.pull**', (route) => {
    const page = route.request().frame().page();
    if (told.has(page)) return route.continue();
    told.add(page);
    const data = { reset: true, tasks: [], deletedIds: [], cursor: 'e.0', hasMore: false };
    return route.fulfill({ json: { result: { data } } });
  });
  const parts: string[] = [];
  await tabs.context.exposeBinding('beginPart', (_, part: string) => void parts.push(part));
  const script = () => {
    let parts = 0;
    const commit = IDBTransaction.prototype.commit;
    IDBTransaction.prototype.commit = function (this: IDBTransaction) {
      commit.call(this);
      if (this.mode !== 'readwrite' || this.objectStoreNames.length !== 2 || !this.objectStoreNames.contains('rows'))
        return;
      (globalThis as unknown as { beginPart: (part: string) => void }).beginPart('part'); // exposed above
      if (++parts === 2)
        setTimeout(() => {
          for (const end = performance.now() + 60_000; performance.now() < end;);
        });
    };
  };
  const page = await tabs.open(tabs.ada, script);
  await expectSoon(() => parts.length).toBe(2);
  await page.page.close();
  await tabs.line.cut();
  const next = await tabs.open();
  await expectSoon(next.titles).toEqual(['old']);
  await tabs.line.heal();
  await expectSoon(async () => (await next.titles()).length).toBe(1_201);
  await next.page.close();
  await tabs.line.cut();
  const last = await tabs.open();
  await expectSoon(async () => (await last.titles()).length).toBe(1_201);
});

it('a browser without a database has a replica in memory, and is told so', async () => {
  await using tabs = await setupTabs(browser());
  const tab = await tabs.open(tabs.ada, withoutDatabase);
  await tab.create('one');
  await expectSoon(() => tabs.stored()).toEqual(['one']);
  await expectSoon(tab.outcomes).toEqual(['one']);
  expect((await tab.status()).tab).toEqual({ leads: true, storage: 'memory' });
});

it('a write that the device has no room for is undone, and the status says why', async () => {
  await using tabs = await setupTabs(browser());
  const tab = await tabs.open(tabs.ada, () => {
    // No room is found out when the transaction is committed.
    const commit = IDBTransaction.prototype.commit;
    IDBTransaction.prototype.commit = function (this: IDBTransaction) {
      if (this.objectStoreNames.length === 2 && this.objectStoreNames.contains('ops')) this.abort();
      else commit.call(this);
    };
  });
  await rolesOf([tab]);
  await tab.page.evaluate(() => {
    replica.subscribe(() => {
      const { storageError } = replica.status;
      if (storageError) outcomes.push(storageError.message);
    });
  });
  await expect(tab.create('one')).rejects.toThrow('Abort');
  expect(await tab.titles()).toEqual([]);
  expect((await tab.outcomes()).length).toBeGreaterThan(0);
  expect((await tab.status()).pending).toBe(0);
});

it('a tab of an older version gives way to a newer one, and says why it stopped', async () => {
  await using tabs = await setupTabs(browser());
  const tab = await tabs.open();
  await tab.create('one');
  const name = `typedo-replica:${tabs.ada.userId}`;
  const other = await tabs.context.newPage();
  await other.goto('/page');
  await other.evaluate(
    (name) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name, 1_000);
        opening.addEventListener('success', () => resolve());
        opening.addEventListener('error', () => reject(opening.error ?? new Error('Not opened')));
      }),
    name,
  );
  await expectSoon(async () => (await tab.status()).phase).toBe('closed');
  expect(await tab.page.evaluate(() => replica.status.storageError?.message)).toContain('newer version');
  expect(await tab.titles()).toEqual(['one']);
});

it('a tab that learned of a new snapshot from another goes on from that one when it leads', async () => {
  await using tabs = await setupTabs(browser());
  const first = await tabs.open();
  await first.create('one', 'two');
  await expectSoon(async () => (await first.status()).pending).toBe(0);
  const second = await tabs.open();
  await expectSoon(second.titles).toEqual(['one', 'two']);
  const isRead = Promise.withResolvers<void>();
  let pulls = 0;
  await first.page.route('**/trpc/sync.pull**', async (route) => {
    if (pulls++ > 0) return route.continue().then(isRead.resolve);
    const data = { reset: true, tasks: [], deletedIds: [], cursor: 'e.0', hasMore: false };
    return route.fulfill({ json: { result: { data } } });
  });
  await first.page.evaluate(() => replica.resume());
  await isRead.promise;
  await first.page.evaluate(() => replica.synced());
  await first.create('three'); // which the other hears of behind the snapshot
  await expectSoon(async () => (await first.status()).pending).toBe(0);
  await expectSoon(second.titles).toEqual(['one', 'three', 'two']);
  await first.page.close();
  await expectSoon(async () => (await second.status()).tab?.leads).toBe(true);
  await tabs.ada.typedo().task.create.mutate({ title: 'four' });
  await expectSoon(second.titles).toEqual(['four', 'one', 'three', 'two']);
  await second.page.close();
  await tabs.line.cut();
  const last = await tabs.open();
  await expectSoon(last.titles).toEqual(['four', 'one', 'three', 'two']);
});

it('tabs whose database the browser empties read everything anew, and keep it', async () => {
  await using tabs = await setupTabs(browser());
  const [tab, other] = [await tabs.open(), await tabs.open()];
  const all = [tab, other];
  await fill(tabs.ada, 3);
  const titles = ['task 0', 'task 1', 'task 2'];
  for (const tab of all) await expectSoon(tab.titles).toEqual(titles);
  let snapshots = 0;
  tabs.context.on('request', (request) => {
    const url = decodeURIComponent(request.url());
    if (url.includes('sync.pull') && url.includes('"cursor":null')) snapshots++;
  });
  const cdp = await tabs.context.newCDPSession(tab.page);
  const { origin } = new URL(tab.page.url());
  await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await tabs.ada.typedo().task.create.mutate({ title: 'later' });
  await expectSoon(() => snapshots).toBeGreaterThan(0);
  for (const tab of all) await expectSoon(tab.titles).toEqual(['later', ...titles]);
  await other.create('written');
  for (const tab of all) await expectSoon(async () => (await tab.status()).pending).toBe(0);
  for (const tab of all) await tab.page.close();
  await tabs.line.cut();
  const last = await tabs.open();
  await expectSoon(last.titles).toEqual(['later', ...titles, 'written']);
});

/** Makes so many tasks. */
async function fill({ typedo }: Person, count: number): Promise<void> {
  for (let from = 0; from < count; from += 100) {
    const mutations = Array.from({ length: Math.min(100, count - from) }, (_, index) => {
      const id = newId();
      return { type: 'create' as const, mutationId: id, id, title: `task ${from + index}` };
    });
    await typedo().sync.push.mutate({ mutations, contractVersion });
  }
}
