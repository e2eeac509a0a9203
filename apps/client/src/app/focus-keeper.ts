const patience = 100; // milliseconds: whoever took the element away may give the focus on by itself

/**
 * Sees to it that the focus is never lost: when the element that had it goes away and nothing else takes it, the dialog that is open gets
 * it, else the page's heading. Whoever presses Tab then goes on from there, and a screen reader says where one is.
 */
export function keepFocus(document: Document): void {
  let last: Element | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isLost = () => last !== null && !last.isConnected && document.activeElement === document.body;

  document.addEventListener('focusin', ({ target }) => {
    last = target instanceof Element ? target : null;
  });
  new MutationObserver(() => {
    if (!isLost() || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (!isLost()) return;
      const dialogs = document.querySelectorAll<HTMLElement>(
        '[role=dialog]:not(.toast), [role=alertdialog]:not(.toast)',
      );
      ([...dialogs].at(-1) ?? document.querySelector<HTMLElement>('h1'))?.focus({ preventScroll: true });
    }, patience);
  }).observe(document.body, { childList: true, subtree: true });
}
