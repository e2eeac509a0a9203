import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { add, row, sent, signIn, signOut, titles } from '../journey.ts';
import { withBrowser } from '../setup-app.ts';
import { pending } from './changes.ts';
import { expectSoon, setupWorld, type World } from './world.ts';

const browser = withBrowser();

/** Whose databases the browser has, by the ids of the accounts. */
async function databasesOf(page: Page): Promise<string[]> {
  const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
  return names.map((name) => name.split(':').at(-1) ?? '').toSorted();
}

/** Keeps the address and body of every request of the device from now on. */
function listen({ device }: World): string[] {
  const requests: string[] = [];
  device.context.on('request', (request) => {
    requests.push(`${request.url()} ${request.postData() ?? ''}`);
  });
  return requests;
}

it('a second account on a device sees and sends nothing of the first, whose unsent changes wait for her', async () => {
  await using world = await setupWorld(browser(), 'sqlite');
  const { ada, line, server } = world;
  const eve = await server.signUp('Eve');
  // The tab that signs in leaves the first account to the other, which must not send for it.
  const { leader: page, followers } = await world.rolesOf([await world.open(), await world.open()]);
  const [other] = followers as [typeof page]; // of two, one
  await add(page, 'Secret, sent');
  await sent(page);
  await line.cut();
  await add(page, 'Secret, unsent');
  await pending(other, 1);
  await world.device.context.clearCookies();
  await world.reconnect();
  for (const tab of [page, other]) await tab.getByText('Sign in to send 1 change.').waitFor();
  for (const tab of [page, other]) await tab.locator('[data-status=signedOut]').waitFor({ state: 'attached' });

  const requests = listen(world);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, eve.email, eve.password);
  for (const tab of [page, other]) await tab.getByText('Nothing to do yet').waitFor();
  await add(other, 'Of Eve');
  await row(page, 'Of Eve').waitFor();
  for (const tab of [page, other]) await pending(tab, 0);
  for (const tab of [page, other]) expect(await tab.content()).not.toContain('Secret');
  await page.reload();
  await row(page, 'Of Eve').waitFor();
  expect(await titles(page)).toEqual(['Of Eve']);
  expect(await databasesOf(page)).toEqual([ada.userId, eve.userId].toSorted());
  await signOut(page);
  await expectSoon(() => databasesOf(page)).toEqual([ada.userId]);
  expect(requests.filter((request) => request.includes('Secret'))).toEqual([]);
  expect(requests.filter((request) => request.includes('Of Eve'))).toHaveLength(1);
  expect(await world.effects()).toEqual(['create Secret, sent']);
  expect((await eve.typedo().task.list.query({})).tasks.map(({ title }) => title)).toEqual(['Of Eve']);

  await signIn(page, ada.email, ada.password);
  await row(page, 'Secret, unsent').waitFor();
  await pending(page, 0);
  expect(await world.effects()).toEqual(['create Secret, sent', 'create Secret, unsent']);
});

it('nothing of an account stays on the device when it signs out, what was never sent included', async () => {
  await using world = await setupWorld(browser(), 'sqlite');
  const { ada, server } = world;
  const [page, other] = [await world.open(), await world.open()];
  await add(page, 'Secret, sent');
  await sent(page);
  const held = world.holdPush();
  await add(page, 'Secret, unsent');
  await held;
  await pending(other, 1);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out anyway' }).click();
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  await expectSoon(() => databasesOf(page)).toEqual([]);
  for (const tab of [page, other]) expect(await tab.content()).not.toContain('Secret');
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage].map(Object.entries)));
  expect(kept).not.toMatch(new RegExp(`Secret|${ada.userId}|${ada.email}`));

  const requests = listen(world);
  const eve = await server.signUp('Eve');
  await signIn(page, eve.email, eve.password);
  await page.getByText('Nothing to do yet').waitFor();
  await add(page, 'Of Eve');
  await sent(page);
  expect(requests.filter((request) => request.includes('Secret'))).toEqual([]);
  expect(await world.effects()).toEqual(['create Secret, sent']);
});
