import { expect, it } from 'vitest';
import { signUp } from './journey.ts';
import { setupApp, withBrowser } from './setup-app.ts';

const browser = withBrowser();
const everybodys = ['/sign-in', '/sign-up', '/goodbye', '/nowhere'];
const persons = [
  '/',
  '/account/sessions',
  '/account/keys',
  '/account/password',
  '/account/data',
  '/account/data/delete',
];

it('what breaks the policy, errors and warnings of a page fail the test that meets them, on every page', async () => {
  const app = await setupApp(browser(), 'sqlite');
  const { page } = app;
  const plant = async (path: string) => {
    await page.goto(path);
    await page.getByRole('heading').first().waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    await page.evaluate(async () => {
      // A page that is left at once tells of nothing.
      const both = new Promise<void>((resolve) => {
        let count = 0;
        document.addEventListener('securitypolicyviolation', () => ++count === 2 && resolve());
      });
      const image = new Image();
      image.src = 'https://elsewhere.example/a.png'; // the policy allows the page's own images alone
      const style = document.createElement('style');
      style.textContent = 'body { color: red }';
      document.body.append(image, style);
      // oxlint-disable-next-line no-console -- the page's console is what is listened to
      console.error('An error.');
      // oxlint-disable-next-line no-console -- as above
      console.warn('A warning.');
      setTimeout(() => {
        throw new Error('Thrown.');
      });
      await both;
      await new Promise((resolve) => setTimeout(resolve)); // after the one that throws
    });
  };
  for (const path of everybodys) await plant(path);
  await signUp(page);
  for (const path of persons) await plant(path);
  const reported = await app[Symbol.asyncDispose]().then(
    () => 'nothing',
    (error: unknown) => (error instanceof Error && 'actual' in error ? String(error.actual) : String(error)),
  );
  for (const path of [...everybodys, ...persons])
    for (const fault of [
      `CSP on ${path}: img-src https://elsewhere.example/a.png`,
      `CSP on ${path}: style-src-elem inline`,
      `console on ${path}: An error.`,
      `console on ${path}: A warning.`,
      `thrown on ${path}: Error: Thrown.`,
    ])
      expect(reported).toContain(fault);
});
