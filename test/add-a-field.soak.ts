import { expect, it } from 'vitest';
import { addStarred } from './field-copy.ts';

// docs/add-a-field.md, applied to a copy of the repository as it stands today: about ten minutes.

it('a copy with one more field passes every test, and a click in a browser', { timeout: 3_600_000 }, async () => {
  using copy = await addStarred();
  copy.write('apps/client/test/starred.test.ts', click);
  copy.write('test/add-a-field.test.ts', applied);
  const { CHROMIUM_PATH = '' } = process.env;
  for (const command of [
    'pnpm --filter @typedo/client build',
    'pnpm --filter @typedo/client exec vitest run test/starred',
    'find . -name node_modules -prune -o -name reports -exec rm -r {} +',
    // As .ci/run does; the end says what failed.
    'turbo run test --continue || failed=test; pnpm ls --recursive --depth -1 --json | node .ci/count.mjs $failed',
  ]) {
    const { code, output, errors } = await copy.run(command, { CHROMIUM_PATH });
    expect(code, `${command}\n${(output + errors).slice(-20_000)}`).toBe(0);
  }
});

/** In the place of the test that applies the steps: they are applied. */
const applied = `import { expect, it } from 'vitest';
import { fieldNames } from '@typedo/contract';

it('the example is there', () => expect(fieldNames).toContain('starred'));
`;

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
