import { expect, it } from 'vitest';
import { add, row, signIn, titles } from '../journey.ts';
import { withBrowser } from '../setup-app.ts';
import { pending } from './changes.ts';
import { expectSameEverywhere, expectSoon, setupWorld, type World } from './world.ts';

const browser = withBrowser();

/** Ends the session of the device from another one, as the page of the account does. */
async function endElsewhere({ ada }: World): Promise<void> {
  await ada.typedo().account.sessions.endOthers.mutate();
}

/** Lets the session of the device expire; the server believes what it looked up for a moment yet. */
async function expire({ server, cookie }: World): Promise<void> {
  const [token = ''] = decodeURIComponent(cookie.split('=')[1] ?? '').split('.');
  const sessions = server.database
    .kysely()
    .updateTable('sessions')
    .set({ expires_at: new Date(0).toISOString() });
  await sessions.where('token', '=', token).execute();
  const status = async () =>
    (await fetch(`${server.url}/trpc/account.me`, { headers: { cookie, origin: server.url } })).status;
  await expectSoon(status).toBe(401);
}

it.for([
  ['ended elsewhere', endElsewhere],
  ['expired', expire],
] as const)(
  'writes of a person whose session %s while she was offline wait for her to sign in, and arrive then',
  async ([_how, end]) => {
    await using world = await setupWorld(browser(), 'sqlite');
    const { ada, line } = world;
    const tabs = [await world.open(), await world.open()];
    const [tab, other] = tabs as [(typeof tabs)[0], (typeof tabs)[0]]; // of two
    await world.rolesOf(tabs);
    await line.cut();
    for (const title of ['one', 'two']) await add(tab, title);
    await pending(other, 2);
    await add(other, 'three');
    await end(world);
    await world.reconnect();
    for (const each of tabs) await each.getByText('Sign in to send 3 changes.').waitFor();
    await add(tab, 'four');
    await pending(other, 4);
    expect(await titles(other)).toEqual(['one', 'two', 'three', 'four']);
    expect(await world.effects()).toEqual([]);
    await tab.getByRole('link', { name: 'Sign in' }).click();
    await signIn(tab, ada.email, ada.password);
    for (const each of tabs) await pending(each, 0);
    expect(await world.effects()).toEqual(['create one', 'create two', 'create three', 'create four']);
    expect(new URL(tab.url()).search).toBe('?view=all&order=oldest');
    await expectSameEverywhere(browser(), world);
  },
);

it('writes of a tab that was closed before the session ended are shown to nobody, and arrive when the person has signed in', async () => {
  await using world = await setupWorld(browser(), 'sqlite');
  const { ada, line } = world;
  const tab = await world.open();
  await world.rolesOf([tab]);
  await line.cut();
  for (const title of ['one', 'two']) await add(tab, title);
  await tab.close();
  await endElsewhere(world);
  await line.heal();
  const again = await world.device.openTab();
  await again.goto('/');
  await again.getByText('Your session has ended. Sign in again').waitFor();
  expect(await again.content()).not.toMatch(/>(one|two)</);
  expect(await world.effects()).toEqual([]);
  await signIn(again, ada.email, ada.password);
  await row(again, 'two').waitFor();
  await expectSoon(() => world.effects()).toEqual(['create one', 'create two']);
  await pending(again, 0);
});
