import { setupServer } from '@typedo/server/testing';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { withBrowser } from './setup-app.ts';

const browser = withBrowser();

it('the page of the API tries calls with a key or a session, by clicking, and talks to nobody but its server', async () => {
  await using server = await setupServer('sqlite', { publicUrl: new URL('http://tasks.example.org') });
  const ada = await server.signUp();
  const { secret } = await ada.key();
  await using page = await browser().newPage();
  const faults: string[] = [];
  page.on('console', (message) => faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('requestfailed', (request) => faults.push(request.url()));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && new URL(request.url()).origin !== server.url) faults.push(request.url());
  });
  await page.goto(`${server.url}/api/docs/`);

  await page.getByRole('button', { name: 'Authorize' }).click();
  const dialog = page.locator('.auth-container', { hasText: 'bearer' });
  await dialog.getByRole('textbox').fill(secret);
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await page.locator('.modal-ux').getByRole('button', { name: 'Close' }).last().click();

  const created = await tryCall(page, 'task.create', { title: 'From the page of the API' });
  expect(created).toMatchObject({ result: { data: { title: 'From the page of the API', complete: false } } });
  const listed = await tryCall(page, 'task.list', { search: 'the page' });
  expect(listed).toEqual({ result: { data: { tasks: [created.result.data], nextCursor: null } } });

  const [name = '', value = ''] = ada.cookie.split('=');
  await page.context().addCookies([{ name, value, url: server.url }]); // she signed in on another page
  expect(await tryCall(page, 'account.sessions.endOthers')).toEqual({ result: { data: { ended: 0 } } });

  await open(page, 'sync.live'); // which has no end to wait for
  expect(await page.getByRole('button', { name: 'Execute' }).count()).toBe(3);
  expect(faults).toEqual([]);
});

/** Opens an operation. */
async function open(page: Page, procedure: string) {
  const operation = page.locator('.opblock', { has: page.locator(`[data-path="/trpc/${procedure}"]`) });
  await operation.locator('.opblock-summary-control').click();
  await operation.locator('.responses-wrapper').waitFor();
  return operation;
}

/** Opens an operation, writes the input, executes it, and gives the answer that is shown. */
async function tryCall(page: Page, procedure: string, input?: unknown): Promise<{ result: { data: unknown } }> {
  const operation = await open(page, procedure);
  if (input !== undefined) await operation.getByRole('textbox').first().fill(JSON.stringify(input));
  await operation.getByRole('button', { name: 'Execute' }).click();
  const shown = await operation.locator('.live-responses-table .highlight-code code').first().textContent();
  return JSON.parse(shown ?? '') as { result: { data: unknown } }; // which the test compares
}
