import type { Page } from 'playwright-core';
import { add, edit, row } from '../journey.ts';

/** Something that a person does to one task, in whichever tab, and the one effect that it must have on the server. */
export interface Change {
  readonly effect: string;
  make(page: Page): Promise<void>;
}

/** A new task, and four changes of it: what a person can do to one, by the page's own buttons and keys. */
export function changesOf(title: string): Change[] {
  const edited = `${title}!`;
  return [
    { effect: `create ${title}`, make: (page) => add(page, title) },
    { effect: `update ${title}: title ${edited}`, make: (page) => rename(page, title, edited) },
    {
      effect: `update ${title}: complete true`,
      make: (page) => page.getByRole('checkbox', { name: `Done: ${edited}`, exact: true }).click(),
    },
    { effect: `delete ${title}`, make: (page) => remove(page, edited) },
    {
      effect: `restore ${title}`,
      async make(page) {
        await row(page, edited).waitFor({ state: 'detached' });
        await page.keyboard.press('Control+z');
      },
    },
  ];
}

/** Edits a task's title in its row. */
export async function rename(page: Page, title: string, next: string): Promise<void> {
  await edit(page, title);
  await page.getByRole('textbox', { name: 'Title' }).fill(next);
  await page.keyboard.press('Enter');
}

async function remove(page: Page, title: string): Promise<void> {
  await row(page, title).hover();
  await page.getByRole('button', { name: `Delete: ${title}`, exact: true }).click();
}

/**
 * Makes changes in tabs of one device in turn, all five of a task in one order. Each waits until the tab before it has told the others of
 * its own, so that there is an order; the last waits for nothing.
 */
export async function makeInTurn(tabs: readonly Page[], changes: readonly Change[], pendingBefore = 0): Promise<void> {
  for (const [index, change] of changes.entries()) {
    await Promise.all(tabs.map((tab) => pending(tab, pendingBefore + index)));
    await change.make(tabOf(tabs, index));
  }
}

/** Undoing belongs to the tab that deleted, and so is made there; the rest goes from tab to tab. */
function tabOf(tabs: readonly Page[], index: number): Page {
  const [task, step] = [Math.floor(index / 5), index % 5];
  return tabs[(task + Math.min(step, 3)) % tabs.length]!; // there are tabs
}

/** Waits until a tab says that so many changes wait to be sent. */
export async function pending(page: Page, count: number): Promise<void> {
  await page.locator(`[data-pending="${count}"]`).waitFor({ state: 'attached', timeout: 20_000 });
}

/** The tasks that such changes end with, in the order in which they were made. */
export function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `task ${String(index + 1).padStart(2, '0')}`);
}
