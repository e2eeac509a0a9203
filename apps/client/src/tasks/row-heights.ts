import { offsetsOf, usualHeight } from './row-offsets.ts';

interface Row {
  readonly id: string;
}

/** Knows how high the rows of a list are that have been drawn, and so where each one begins. */
export interface RowHeights {
  /** As {@link offsetsOf}; the same array until rows or heights are others. */
  readonly offsets: (rows: readonly Row[]) => Float64Array;
  /** Measures a row from now on; the function that it answers with ends that. For `ref`. */
  readonly measure: (row: HTMLElement | null) => (() => void) | undefined;
}

/** Makes the heights of a list; `onChange` hears when one has changed. A row names itself by `data-row`. */
export function createRowHeights(onChange: () => void): RowHeights {
  const heights = new Map<string, number>();
  let known: { readonly rows: readonly Row[]; readonly offsets: Float64Array } | null = null;
  const observer = new ResizeObserver((entries) => {
    for (const { target, borderBoxSize } of entries) note(target, borderBoxSize[0]?.blockSize ?? 0);
  });

  function note(row: Element, height: number): void {
    const id = row instanceof HTMLElement ? row.dataset['row'] : undefined;
    // What is hidden has no height; less than half a pixel is the browser's rounding.
    if (id === undefined || height === 0 || Math.abs((heights.get(id) ?? usualHeight) - height) < 0.5) return;
    heights.set(id, height);
    known = null;
    onChange();
  }

  return {
    offsets(rows) {
      if (known?.rows !== rows) known = { rows, offsets: offsetsOf(rows, heights) };
      return known.offsets;
    },
    measure(row) {
      if (!row) return undefined;
      // At once, so that the first paint has everything in its place.
      note(row, row.getBoundingClientRect().height);
      observer.observe(row);
      return () => observer.unobserve(row);
    },
  };
}
