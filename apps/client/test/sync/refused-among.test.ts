import { expect, it } from 'vitest';
import { row } from '../journey.ts';
import { withBrowser } from '../setup-app.ts';
import { changesOf, makeInTurn, pending, rename } from './changes.ts';
import { expectSameEverywhere, expectSoon, setupWorld } from './world.ts';

const browser = withBrowser();

it('changes that are refused among others are shown, the others arrive, and each of them can be mended', async () => {
  await using world = await setupWorld(browser(), 'sqlite', { worker: true });
  const { line, ada } = world;
  const { task } = ada.typedo();
  const before = ['renamed', 'in the trash', 'let go'];
  const ids: string[] = [];
  for (const title of before) ids.push((await task.create.mutate({ title })).id);
  const [renamed = '', deleted = '', gone = ''] = ids;
  const tabs = [await world.open(), await world.open()];
  const [tab, other] = tabs as [(typeof tabs)[0], (typeof tabs)[0]]; // of two
  for (const each of tabs) await row(each, 'let go').waitFor();
  await Promise.all(tabs.map((each) => each.evaluate(() => navigator.serviceWorker.ready)));
  await world.rolesOf(tabs);

  await line.cut();
  const [first, second] = [changesOf('first'), changesOf('second')];
  await makeInTurn(tabs, first);
  await pending(other, 5);
  for (const title of before) await rename(other, title, `${title}, by me`);
  await pending(tab, 8);
  await makeInTurn(tabs, second, 8);
  await Promise.all(tabs.map((each) => each.close()));
  await task.update.mutate({ id: renamed, patch: { title: 'renamed, by them' } });
  for (const id of [deleted, gone]) await task.delete.mutate({ id });

  const page = await world.open();
  await pending(page, 13);
  await world.reconnect();
  await page.getByText('3 refused').waitFor();
  await pending(page, 0);
  const elsewhere = [
    ...before.map((title) => `create ${title}`),
    'update renamed: title renamed, by them',
    'delete in the trash',
    'delete let go',
  ];
  const arrived = [...elsewhere, ...[...first, ...second].map(({ effect }) => effect)];
  expect(await world.effects()).toEqual(arrived);

  const refused = page.getByRole('region', { name: 'Refused changes' }).getByRole('listitem');
  const about = (title: string) => refused.filter({ hasText: `${title}, by me` });
  await about('renamed').getByText('renamed, by them').waitFor(); // the task as it is now
  await about('renamed').getByRole('button', { name: 'Keep mine' }).click();
  await about('in the trash').getByText('moved to the trash meanwhile').waitFor();
  await about('in the trash').getByRole('button', { name: 'Bring it back with my change' }).click();
  await about('let go').getByRole('button', { name: 'Leave it in the trash' }).click();
  await refused.first().waitFor({ state: 'detached' });
  await pending(page, 0);
  const mended = [
    'update renamed: title renamed, by me',
    'restore in the trash',
    'update in the trash: title in the trash, by me',
  ];
  await expectSoon(() => world.effects()).toEqual([...arrived, ...mended]);
  await expectSameEverywhere(browser(), world);
});
