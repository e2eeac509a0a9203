import { setupTcpProxy } from '@typedo/db/testing';
import { setupServer } from '@typedo/server/testing';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { quickAdd, signOut, signUp } from './journey.ts';
import { buildNext } from './second-build.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();
const withWorker = { serviceWorkers: 'allow' } as const;

/** Waits until the service worker has all it needs. */
async function workerReady(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
}

/** Looks for a newer version, as a page does now and then. */
async function look(page: Page): Promise<void> {
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
}

/** Lets nothing happen later by itself in a page, until it is loaded anew. */
async function withoutTimers(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { setTimeout: () => 0 }));
}

const soon = { timeout: 15_000 };
const isNext = (page: Page) => page.evaluate(() => 'nextVersion' in globalThis);
const notice = (page: Page) => page.getByRole('region', { name: 'A new version is ready.' });

it('starts without a connection on every route, after one visit', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page, server } = app;
  await using line = await setupTcpProxy(server.url);
  await page.goto(new URL('/sign-in', line.url).href);
  await workerReady(page);
  await line.cut();
  for (const path of ['/', '/sign-in', '/sign-up?from=%2F', '/password', '/nowhere/at/all']) {
    await page.goto(new URL(path, line.url).href);
    await page
      .getByText(/The server does not answer\.|There is no such page/)
      .first()
      .waitFor();
  }
  const files = await page.evaluate(() =>
    Promise.all(
      performance
        .getEntriesByType('resource')
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => path.startsWith('/assets/'))
        .map(async (path) => (await fetch(path)).status),
    ),
  );
  expect(new Set(files)).toEqual(new Set([200]));
  await line.heal();
  await page.goto(new URL('/sign-in', line.url).href);
  await page.getByLabel('Password').waitFor();
});

it('starts from the device when the server takes its time, and leaves calls alone', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page, server } = app;
  await using line = await setupTcpProxy(server.url);
  await page.goto(new URL('/sign-in', line.url).href);
  await workerReady(page);
  line.hang();
  const start = Date.now();
  await page.goto(new URL('/sign-in', line.url).href);
  await page.locator('#root > *').first().waitFor();
  expect(Date.now() - start).toBeLessThan(6_000);
  await line.heal();
  await page.getByLabel('Password').waitFor();
  const kept = await page.evaluate(async () => {
    for (const path of ['/api/auth/get-session', '/livez']) await (await fetch(path)).text();
    const [name = ''] = await caches.keys();
    return (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toContain('/index.html');
  expect(kept.filter((path) => /^\/(api|trpc|livez)/.test(path))).toEqual([]);
});

it('keeps nothing but its own files when a person has signed out', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page } = app;
  await signUp(page, 'Somebody Private');
  await workerReady(page);
  await page.reload();
  await signOut(page);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const all = await Promise.all(
      names.map(async (name) => {
        const cache = await caches.open(name);
        const answers = await Promise.all((await cache.keys()).map((request) => cache.match(request)));
        return Promise.all(answers.map(async (answer) => (await answer?.text()) ?? ''));
      }),
    );
    return { names, text: all.flat().join('') };
  });
  expect(kept.names).toHaveLength(1);
  expect(kept.text).toContain('<title>Typedo</title>');
  expect(kept.text).not.toContain('Somebody Private');
});

it('offers a new version to pages of the old one, and goes over to it in every tab but where something is being written', async () => {
  await using next = await buildNext();
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page, server } = app;
  await using newer = await setupServer('sqlite', { beside: server, clientFolder: next.folder });
  await using line = await setupTcpProxy(server.url);
  const [quiet, writing] = [await app.openTab(), await app.openTab()];
  for (const tab of [page, quiet, writing]) {
    await tab.goto(new URL('/sign-in', line.url).href);
    await workerReady(tab);
  }
  const loads: Page[] = [];
  for (const tab of [page, quiet, writing]) tab.on('load', () => loads.push(tab));

  line.lead(newer.url);
  await look(page);
  for (const tab of [page, quiet, writing]) await notice(tab).waitFor();
  await writing.getByLabel('E-mail').fill('ada@example.org');
  await page.waitForTimeout(500);
  expect(loads).toEqual([]); // nobody asked yet
  await withoutTimers(page); // a page that asked loads itself after a while in any case
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => isNext(page).catch(() => false), soon).toBe(true);
  await expect.poll(() => isNext(quiet).catch(() => false), soon).toBe(true);
  await page.waitForTimeout(500);
  expect(loads).toHaveLength(2);
  expect(loads).not.toContain(writing);
  expect(await writing.getByLabel('E-mail').inputValue()).toBe('ada@example.org');
  expect(await notice(page).count()).toBe(0);
  await withoutTimers(writing);
  await writing.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => isNext(writing).catch(() => false), soon).toBe(true);
  expect(await page.evaluate(() => caches.keys())).toHaveLength(1); // the old version's files are gone

  await line.cut(); // and the new one starts without a connection
  await page.goto(new URL('/sign-up', line.url).href);
  await page.getByRole('region', { name: 'The server does not answer.' }).waitFor();
  expect(await isNext(page)).toBe(true);
  await line.heal();
});

it('goes over to a new version also where the old worker does not make room', async () => {
  await using next = await buildNext();
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page, server } = app;
  await using newer = await setupServer('sqlite', { beside: server, clientFolder: next.folder });
  await using line = await setupTcpProxy(server.url);
  for (const tab of [page, await app.openTab()]) {
    await tab.goto(new URL('/sign-in', line.url).href); // the other keeps the old worker in its place
    await workerReady(tab);
  }
  line.lead(newer.url);
  await look(page);
  await notice(page).waitFor();
  await page.evaluate(() => Object.assign(ServiceWorker.prototype, { postMessage() {} })); // it hears nothing
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => isNext(page).catch(() => false), soon).toBe(true);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null)).toBe(true);
  expect(await notice(page).count()).toBe(0);
});

it('says nothing to a page that came new from the server', async () => {
  await using next = await buildNext();
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page, server } = app;
  await using newer = await setupServer('sqlite', { beside: server, clientFolder: next.folder });
  await using line = await setupTcpProxy(server.url);
  await page.goto(new URL('/sign-in', line.url).href);
  await workerReady(page);
  line.lead(newer.url);
  await page.reload();
  expect(await isNext(page)).toBe(true);
  await look(page);
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).waiting !== null);
  await page.waitForTimeout(500);
  expect(await notice(page).count()).toBe(0);
});

it('can be installed', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: withWorker });
  const { page, server } = app;
  await signUp(page);
  await workerReady(page);
  const devtools = await page.context().newCDPSession(page);
  const { url, errors, data } = await devtools.send('Page.getAppManifest');
  expect([url, errors]).toEqual([`${server.url}/manifest.webmanifest`, []]);
  const manifest: { icons: { src: string; sizes: string; type: string }[]; shortcuts: { url: string }[] } = JSON.parse(
    data ?? '{}',
  );
  expect(manifest).toMatchObject({ name: 'Typedo', start_url: '/', scope: '/', display: 'standalone' });
  expect((await devtools.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await page.request.get(src);
    expect([src, answer.headers()['content-type']?.split(';')[0]]).toEqual([src, type]);
    if (type !== 'image/png') continue;
    const bytes = await answer.body();
    expect([src, `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`]).toEqual([src, sizes]);
  }
  await page.goto(manifest.shortcuts[0]?.url ?? ''); // a new task can be written at once
  await quickAdd(page).waitFor();
  expect(await quickAdd(page).evaluate((line) => line === document.activeElement)).toBe(true);
  expect(await page.locator('link[rel=apple-touch-icon]').getAttribute('href')).toBe('/apple-touch-icon.png');
});
