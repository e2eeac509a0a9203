import { expect } from 'vitest';
import type { Page } from 'playwright-core';

/** A person who has no mouse. Whatever they press leaves the focus on something that is there to be seen. */
export interface Keyboard {
  /** Presses keys, one after the other, e.g. `j` or `Shift+ArrowDown`. */
  press(...keys: string[]): Promise<void>;
  /** Writes where the focus is. */
  type(text: string): Promise<void>;
  /** Presses Tab, or an arrow key in a menu, until something of this name has the focus. Fails when a whole round brings nothing of it. */
  tabTo(name: string | RegExp, key?: 'Tab' | 'Shift+Tab' | 'ArrowDown'): Promise<void>;
  /** Waits until something of this name has the focus. */
  isAt(name: string | RegExp): Promise<void>;
}

/** What has the focus: its name as it is read aloud, and what is wrong with its being there. */
interface Focus {
  name: string;
  fault?: 'lost' | 'hidden' | 'unmarked';
}

const steps = 60; // more than any page has places for the focus

/** Makes the keyboard of a page. */
export function keyboardOf(page: Page): Keyboard {
  const focused = async () => {
    const { name, fault } = await focusOf(page);
    return fault ? `${name} (${fault})` : name;
  };
  const soon = { timeout: 10_000 }; // milliseconds
  const isAt = async (name: string | RegExp) => {
    if (typeof name === 'string') await expect.poll(focused, soon).toBe(name);
    else await expect.poll(focused, soon).toMatch(name);
  };
  return {
    isAt,
    type: (text) => page.keyboard.type(text),
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key);
      await expect.poll(async () => (await focusOf(page)).fault).not.toBe('lost');
    },
    async tabTo(name, key = 'Tab') {
      const passed: string[] = [];
      while (passed.length < steps) {
        await page.keyboard.press(key);
        const focus = await focusOf(page);
        if (matches(name, focus.name)) return isAt(name);
        passed.push(focus.name);
      }
      throw new Error(`There is no way to ${String(name)}: ${passed.join(', ')}`);
    },
  };
}

/** Presses Tab until the focus is where it began. Answers with what it met on the way; a page that holds it fast is a fault. */
export async function tabRound(page: Page): Promise<Focus[]> {
  const met: Focus[] = [];
  const mark = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      const isKnown = activeElement?.hasAttribute('data-met');
      activeElement?.setAttribute('data-met', '');
      return isKnown;
    });
  while (!(await mark())) {
    const focus = await focusOf(page);
    // Between the last place and the first one the focus is in the browser's own frame.
    if (focus.fault !== 'lost') met.push(focus);
    await page.keyboard.press('Tab');
    // What stands at the ends of a dialog sends the focus on.
    await page.waitForFunction(() => !document.activeElement?.hasAttribute('data-base-ui-focus-guard'));
  }
  await page.evaluate(() => document.querySelectorAll('[data-met]').forEach((one) => one.removeAttribute('data-met')));
  return met;
}

function matches(name: string | RegExp, text: string): boolean {
  return typeof name === 'string' ? text === name : name.test(text);
}

function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (!(one instanceof HTMLElement) || one === document.body) return { name: 'nothing', fault: 'lost' as const };
    const labels = one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement ? one.labels : null;
    const labelled = document.getElementById(one.getAttribute('aria-labelledby') ?? '');
    const name = (
      one.getAttribute('aria-label') ??
      labels?.[0]?.textContent ??
      labelled?.textContent ??
      one.textContent
    ).trim();
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const across = [0.05, 0.5, 0.95].map((part) => left + (right - left) * part);
    const down = [0.05, 0.5, 0.95].map((part) => top + (bottom - top) * part);
    const isSeen = across.some((x) =>
      down.some((y) => {
        const hit = document.elementFromPoint(x, y);
        return hit !== null && (one.contains(hit) || hit.contains(one));
      }),
    );
    if (!isSeen) return { name, fault: 'hidden' as const };
    const isOutlined = (style: CSSStyleDeclaration) =>
      style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const around = [one, one.parentElement, one.closest('form, [role=dialog]')].filter((other) => other !== null);
    const isMarked =
      around.some((other) => isOutlined(getComputedStyle(other)) || isOutlined(getComputedStyle(other, '::after'))) ||
      one.hasAttribute('data-highlighted') ||
      one.tabIndex < 0 || // put there by the page; nobody presses it
      one.matches('[role=combobox]'); // the caret, in the only field of its dialog
    return isMarked ? { name } : { name, fault: 'unmarked' as const };
  });
}
