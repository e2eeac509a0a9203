import type { Page } from 'playwright-core';

/**
 * What cannot be pressed as it should, one line each: a target that nothing brings into reach (cut off, or covered), or one of less than
 * 24 by 24 px with another one too near (WCAG 2.5.8, its exceptions for spacing and for links in a sentence included).
 */
export function faultyTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const least = 24; // CSS pixels
    const floating = '[role=menu], [role=dialog]:not(.toast), [role=alertdialog]:not(.toast)';
    const layer = [...document.querySelectorAll(floating)].at(-1) ?? document.body; // the last one lies on top
    const all = layer.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, [role^=menuitem], [role=option], [tabindex="0"]:not([data-base-ui-focus-guard])',
    );
    const targets = [...all].filter(
      (one) =>
        one.checkVisibility({ visibilityProperty: true }) &&
        !one.matches(':disabled') &&
        !one.closest('[inert], .sr-only'),
    );
    const middleOf = (target: HTMLElement) => {
      // A link in a text may stand on two lines, with its middle on neither.
      const { left, top, width, height } = target.getClientRects()[0] ?? target.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    };
    const hits = (target: HTMLElement, x: number, y: number) => {
      const hit = document.elementFromPoint(x, y);
      const label = hit?.closest('label');
      return hit !== null && (target.contains(hit) || label?.control === target);
    };
    const isSmall = (target: HTMLElement) => {
      const { x, y } = middleOf(target);
      const far = least / 2 - 0.5;
      return [-far, far].some((right) => [-far, far].some((down) => !hits(target, x + right, y + down)));
    };
    const isInSentence = (target: HTMLElement) =>
      getComputedStyle(target).display === 'inline' && target.parentElement?.textContent !== target.textContent;
    const isCrowded = (target: HTMLElement) => {
      const { x, y } = middleOf(target);
      return targets.some((other) => {
        if (other === target) return false;
        const box = other.getBoundingClientRect();
        const away = Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
        return away < least / 2;
      });
    };
    const named = (target: HTMLElement) =>
      target.getAttribute('aria-label') ?? (target.textContent.trim() || target.outerHTML);
    return targets.flatMap((target) => {
      target.scrollIntoView({ block: 'center', inline: 'center' });
      const { x, y } = middleOf(target);
      if (!hits(target, x, y)) return [`out of reach: ${named(target)}`];
      return isSmall(target) && !isInSentence(target) && isCrowded(target) ? [`too small: ${named(target)}`] : [];
    });
  });
}
