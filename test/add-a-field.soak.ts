import { expect, it } from 'vitest';
import { addStarred } from './field-copy.ts';

// docs/add-a-field.md, applied to a copy of the repository as it stands today: about a quarter of an hour.

it('a copy with one more field passes every test, and a click in a browser', { timeout: 3_600_000 }, async () => {
  using copy = await addStarred();
  copy.write('apps/client/test/starred.test.ts', click);
  for (const command of [
    'pnpm --filter @typedo/client build',
    'pnpm --filter @typedo/client exec vitest run test/starred',
    'rm test/add-a-field.test.ts', // its example is there by now
    'turbo run test --continue; pnpm ls --recursive --depth -1 --json | node .ci/count.mjs', // which ends with what failed
  ]) {
    const { code, output, errors } = await copy.run(command);
    expect(code, `${command}\n${(output + errors).slice(-20_000)}`).toBe(0);
  }
});

/** A test that clicks the checkbox, and undoes it. */
const click = `import { expect, it } from 'vitest';
import { add, sent, signUp } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();

it('a task is starred by its checkbox, and undone', async () => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { viewport: { width: 1440, height: 900 } } });
  const { page } = app;
  await signUp(page);
  await add(page, 'Shine');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('i');
  const box = page.getByRole('checkbox', { name: 'Starred' });
  await box.check();
  await sent(page);
  await page.reload();
  await box.waitFor();
  expect(await box.isChecked()).toBe(true);
  await box.uncheck();
  await page.keyboard.press('Control+z');
  await expect.poll(() => box.isChecked()).toBe(true);
  await sent(page);
});
`;
