/** Hands the focus of a row that leaves to the next one, or the one before, or the line that adds. */
export function focusNeighbour(row: HTMLElement): void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !row.contains(focused)) return;
  const part = focused.dataset['part'] ?? 'title';
  const target =
    neighbour(row, 'nextElementSibling')?.querySelector<HTMLElement>(`[data-part="${part}"]`) ??
    neighbour(row, 'previousElementSibling')?.querySelector<HTMLElement>(`[data-part="${part}"]`) ??
    document.querySelector<HTMLElement>('[data-quick-add]');
  target?.focus();
}

function neighbour(row: Element, side: 'nextElementSibling' | 'previousElementSibling'): Element | null {
  let next = row[side];
  while (next?.hasAttribute('data-leaving')) next = next[side];
  return next;
}
