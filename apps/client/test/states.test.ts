import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { accountStates } from './account-states.ts';
import { axeFor } from './axe.ts';
import { signUp } from './journey.ts';
import { states, type State } from './page-states.ts';
import { setupApp, withBrowser } from './setup-app.ts';
import { statesBeforeSignIn } from './signed-out-states.ts';
import { faultyTargets } from './targets.ts';

const browser = withBrowser();
const wide = { width: 1440, height: 900 };
const narrow = { width: 320, height: 640 };
const zoomed = { width: 720, height: 450 }; // what 200 % leaves of the wide one

/** Waits until the page is drawn as it has to be by now. */
const drawn = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What moves for longer than a blink although nothing shall. */
const motions = (page: Page) =>
  page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1) // milliseconds
      .map((animation) => (animation instanceof CSSAnimation ? animation.animationName : 'a transition')),
  );

it('keeps to WCAG 2.2 AA on every page and in every dialog: light and dark, wide, narrow, and enlarged', async ({
  annotate,
}) => {
  await using app = await setupApp(browser(), 'sqlite', { screen: { viewport: wide, locale: 'en-GB' } });
  const { page } = app;
  const axe = await axeFor(page);
  const found: string[] = [];
  let looks = 0;
  const look = async (name: string, bring: State) => {
    await bring(page);
    const motion = await motions(page);
    found.push(...motion.map((what) => `${name}: moves: ${what}`));
    for (const size of [wide, narrow, zoomed]) {
      await page.setViewportSize(size);
      const where = `${name}, ${size.width} px`;
      for (const colorScheme of size === zoomed ? [] : (['dark', 'light'] as const)) {
        await page.emulateMedia({ colorScheme });
        await drawn(page);
        found.push(...(await axe()).map((violation) => `${where}, ${colorScheme}: ${violation}`));
        looks++;
      }
      await drawn(page);
      if ((await overflow(page)) > 0) found.push(`${where}: wider than the screen`);
      if (size !== wide) found.push(...(await faultyTargets(page)).map((target) => `${where}: ${target}`));
    }
    await page.setViewportSize(wide);
    await drawn(page);
  };

  for (const [name, bring] of Object.entries(statesBeforeSignIn)) await look(name, bring);
  await signUp(page);
  for (const [name, bring] of [states, accountStates].flatMap(Object.entries<State>)) await look(name, bring);
  await annotate(
    `${looks / 4} states × 2 themes × 2 widths = ${looks} looks by axe; violations: ${found.length}`,
    'figure',
  );
  expect(found).toEqual([]);
}, 120_000);
