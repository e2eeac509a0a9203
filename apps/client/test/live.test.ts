import { setupTcpProxy } from '@typedo/db/testing';
import { setupServer } from '@typedo/server/testing';
import type * as Sdk from '@typedo/sdk';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { bundleOf } from './bundle-of.ts';
import { withBrowser } from './setup-app.ts';

// The page's functions run in the browser, where the SDK and what they keep are globals.
declare const sdk: typeof Sdk;
declare const heard: { cookie: string[]; key: string[] };
declare const replica: Sdk.Replica;

const browser = withBrowser();

test('the SDK follows and writes in a browser, by cookie and by key, goes on after a cut, and leaves no stream behind', async () => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  const { secret } = await ada.key();
  await using line = await setupTcpProxy(server.url);
  const url = new URL(line.url).origin;
  // Nothing but the test may put code into a page.
  const context = await browser().newContext({ bypassCSP: true });
  const [name = '', value = ''] = ada.cookie.split('=');
  await context.addCookies([{ name, value, url }]);
  const page = await openWithSdk(await context.newPage(), url);
  await page.evaluate(
    ({ secret, userId }) => {
      const url = location.origin;
      const callers = {
        cookie: sdk.createTypedo({ url, cookies: true }),
        key: sdk.createTypedo({ url, apiKey: secret }),
      };
      Object.assign(globalThis, {
        heard: { cookie: [], key: [] },
        replica: sdk.createReplica({ typedo: callers.cookie, storage: sdk.memoryStorage(), userId }),
      });
      const follow = async (typedo: Sdk.Typedo, titles: string[]) => {
        for await (const message of typedo.live())
          if (!message.reset) titles.push(...message.tasks.map(({ title }) => title));
      };
      void follow(callers.cookie, heard.cookie);
      void follow(callers.key, heard.key);
    },
    { secret, userId: ada.userId },
  );
  const told = () => page.evaluate(() => ({ ...heard, shown: [...replica.tasks.values()].map(({ title }) => title) }));
  await expect.poll(() => server.http.streams.size, { timeout: 10_000 }).toBe(3);

  const { task } = ada.typedo();
  await task.create.mutate({ title: 'one' });
  await expect.poll(told).toEqual({ cookie: ['one'], key: ['one'], shown: ['one'] });
  await line.cut();
  await task.create.mutate({ title: 'two' });
  await page.evaluate(() => void replica.create({ title: 'made offline' }));
  await line.heal();
  const all = ['one', 'two', 'made offline'];
  await expect.poll(async () => (await told()).shown.toSorted(), { timeout: 20_000 }).toEqual(all.toSorted());
  await expect.poll(async () => (await told()).key, { timeout: 20_000 }).toEqual(all);
  await expect.poll(async () => (await told()).cookie, { timeout: 20_000 }).toEqual(all);
  expect((await task.list.query({ order: 'oldest' })).tasks.map(({ title }) => title)).toEqual(all);

  await context.close();
  await expect.poll(() => server.http.streams.size, { timeout: 10_000 }).toBe(0);
});

/** Opens a page of the server and puts the SDK into it, bundled as a web client would have it. */
async function openWithSdk(page: Page, url: string): Promise<Page> {
  const content = await bundleOf(import.meta.resolve('@typedo/sdk'));
  await page.goto(`${url}/livez`);
  await page.addScriptTag({ content });
  return page;
}
